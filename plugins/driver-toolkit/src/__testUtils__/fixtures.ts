import type {
  Build,
  Flavour,
  Kernel,
  Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Exchange } from './Entry';
import { recordings, type RecordingName } from './recordings';

/** The kernels at the beginning of a recording. */
export function kernelsOf(name: RecordingName): Kernel[] {
  return pageOf<Kernel>(name, '/kernels');
}

/** A recorded build with changes, for code that takes a build as its input. */
export function aBuild(changes: Partial<Build> = {}): Build {
  const [build] = pageOf<Build>('history', '/builds');
  return { ...build, ...changes };
}

/** A recorded kernel with changes, for code that takes a kernel as its input. */
export function aKernel(kernel: string, changes: Partial<Kernel> = {}): Kernel {
  const [recorded] = kernelsOf('building');
  return { ...recorded, kernel, ...changes };
}

/** A recorded flavour with changes. */
export function aFlavour(
  kernel: string,
  changes: Partial<Flavour> = {},
): Flavour {
  const { flavours } = aKernel(kernel);
  return { ...flavours[0], release: kernel, ...changes };
}

function pageOf<T>(name: RecordingName, path: string): T[] {
  const found = recordings[name].find(
    (entry): entry is Exchange => 'path' in entry && entry.path === path,
  );
  return (found?.answer as Page<T> | undefined)?.items ?? [];
}
