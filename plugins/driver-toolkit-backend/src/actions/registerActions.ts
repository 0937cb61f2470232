import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { refuseHiddenCharacters } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ActionContext } from './ActionContext';
import { registerBuildDriver } from './registerBuildDriver';
import { registerBuildToolkitImage } from './registerBuildToolkitImage';
import { registerCancelBuild } from './registerCancelBuild';
import { registerFindMissingImages } from './registerFindMissingImages';
import { registerFollowBuild } from './registerFollowBuild';
import { registerGetManifests } from './registerGetManifests';
import { registerListKernels } from './registerListKernels';

/**
 * Registers actions for programs, such as clients of the Model Context
 * Protocol. Each action requires the same permission as its route.
 */
export function registerActions(options: ActionContext): void {
  const context = { ...options, registry: checkInputs(options.registry) };
  registerListKernels(context);
  registerFindMissingImages(context);
  registerBuildToolkitImage(context);
  registerBuildDriver(context);
  registerFollowBuild(context);
  registerCancelBuild(context);
  registerGetManifests(context);
}

/** Refuses inputs with deceptive text. */
function checkInputs(registry: ActionsRegistryService): ActionsRegistryService {
  return {
    register: options =>
      registry.register({
        ...options,
        action: async context => {
          refuseHiddenCharacters(context.input, 'The input');
          return options.action(context);
        },
      }),
  };
}
