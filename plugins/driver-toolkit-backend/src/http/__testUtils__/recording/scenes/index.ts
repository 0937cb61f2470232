import type { Scene } from '../Scene';
import { builders } from './builders';
import {
  architectures,
  building,
  cancelling,
  failing,
  rebuilding,
} from './building';
import { claims } from './claims';
import { nothing, stopped, unread } from './empty';
import { driver, history } from './history';
import { kernels } from './kernels';
import { libraries, library, unkept } from './libraries';
import { manifests } from './manifests';
import { many } from './many';
import { sources } from './sources';
import { verdicts } from './verdicts';

/** All scenes, by the name of the recording. */
export const scenes: Record<string, Scene> = {
  nothing,
  unread,
  stopped,
  kernels,
  many,
  building,
  cancelling,
  failing,
  architectures,
  rebuilding,
  history,
  driver,
  claims,
  verdicts,
  manifests,
  sources,
  builders,
  library,
  libraries,
  unkept,
};
