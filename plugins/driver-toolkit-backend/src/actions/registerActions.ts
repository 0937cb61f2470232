import type { ActionContext } from './ActionContext';
import { registerBuildDriver } from './buildDriver';
import { registerBuildToolkitImage } from './buildToolkitImage';
import { registerCancelBuild } from './cancelBuild';
import { registerFindMissingImages } from './findMissingImages';
import { registerFollowBuild } from './followBuild';
import { registerListKernels } from './listKernels';

/**
 * Registers what programs, such as clients of the Model Context Protocol, may
 * do. Each action asks for the permission that its route asks for.
 */
export function registerActions(context: ActionContext): void {
  registerListKernels(context);
  registerFindMissingImages(context);
  registerBuildToolkitImage(context);
  registerBuildDriver(context);
  registerFollowBuild(context);
  registerCancelBuild(context);
}
