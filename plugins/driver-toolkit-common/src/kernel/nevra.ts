import { InputError } from '@backstage/errors';
import { isRpmArchitecture } from './architecture';
import { formatEvr, parseEvr } from './evr';

/** Name, epoch, version, release and architecture of a package. @public */
export interface Nevra {
  name: string;
  /** 0 if omitted. */
  epoch: number;
  version: string;
  release: string;
  /** RPM architecture, or `noarch`, `src` or `nosrc`. */
  arch: string;
}

// From the right: only names contain further hyphens and dots.
const NEVRA = /^([A-Za-z0-9][A-Za-z0-9._+-]*)-([^-]+-[^-]+)\.([^.-]+)$/;

/**
 * Reads `name-[epoch:]version-release.arch`.
 *
 * @throws InputError on anything else, including an architecture that rpm does
 * not know.
 * @public
 */
export function parseNevra(nevra: string): Nevra {
  const [, name, evr, arch] = NEVRA.exec(nevra) ?? [];
  if (name === undefined || !isRpmArchitecture(arch)) {
    throw new InputError(
      `'${nevra}' is not an RPM package; write it as name-[epoch:]version-release.arch, such as kernel-core-5.14.0-391.el9.x86_64`,
    );
  }
  const { epoch, version, release } = parseEvr(evr);
  return { name, epoch, version, release: release!, arch };
}

/** Writes what {@link parseNevra} reads, without an epoch of 0. @public */
export function formatNevra({ name, arch, ...evr }: Nevra): string {
  return `${name}-${formatEvr(evr)}.${arch}`;
}
