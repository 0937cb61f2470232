import type { Entry } from '../Entry';
import architectures from './architectures.json';
import builders from './builders.json';
import building from './building.json';
import cancelling from './cancelling.json';
import claims from './claims.json';
import driver from './driver.json';
import failing from './failing.json';
import history from './history.json';
import kernels from './kernels.json';
import libraries from './libraries.json';
import library from './library.json';
import manifests from './manifests.json';
import many from './many.json';
import nothing from './nothing.json';
import rebuilding from './rebuilding.json';
import sources from './sources.json';
import stopped from './stopped.json';
import unkept from './unkept.json';
import unread from './unread.json';
import verdicts from './verdicts.json';

const all = {
  architectures,
  builders,
  building,
  cancelling,
  claims,
  driver,
  failing,
  history,
  kernels,
  libraries,
  library,
  manifests,
  many,
  nothing,
  rebuilding,
  sources,
  stopped,
  unkept,
  unread,
  verdicts,
};

/** The name of a scene. */
export type RecordingName = keyof typeof all;

/** Answers of the real backend in the scenes of its package; `npm run record` records them again. */
export const recordings = all as unknown as Record<RecordingName, Entry[]>;
