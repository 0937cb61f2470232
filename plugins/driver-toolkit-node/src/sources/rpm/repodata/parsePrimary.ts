import { ServiceUnavailableError } from '@backstage/errors';
import { parseKernelPackage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { RpmPackage } from '../RpmPackage';
import { parseXml } from './parseXml';

const UNAME_PROVIDE = /-core-uname-r$/;

/**
 * The kernel's packages of a repository's list of packages; all others are
 * read over, however many they are.
 */
export async function parsePrimary(
  chunks: AsyncIterable<Uint8Array>,
): Promise<RpmPackage[]> {
  const packages: RpmPackage[] = [];
  let root: string | undefined;
  let current: RpmPackage | undefined;
  await parseXml(chunks, {
    open(path, attributes) {
      root ??= path[0];
      if (!current) {
        return;
      }
      if (path.length === 3 && path[2] === 'version') {
        current.version = attributes.ver ?? '';
        current.release = attributes.rel ?? '';
      } else if (path[3] === 'provides' && path.length === 5) {
        takeProvide(current, attributes);
      }
    },
    close(path, text) {
      if (path.length === 3 && path[2] === 'name') {
        current = parseKernelPackage(text) && emptyPackage(text);
      } else if (!current) {
        return;
      } else if (path.length === 3 && path[2] === 'arch') {
        current.architecture = text;
      } else if (path.length === 4 && path[3] === 'sourcerpm') {
        current.sourceRpm = text || undefined;
      } else if (path.length === 2) {
        packages.push(current);
        current = undefined;
      }
    },
  });
  if (root !== 'metadata') {
    throw new ServiceUnavailableError('It is not a list of packages');
  }
  return packages;
}

function emptyPackage(name: string): RpmPackage {
  return {
    name,
    version: '',
    release: '',
    architecture: '',
    unameReleases: {},
  };
}

/** createrepo splits the provide's value, a `uname -r`, at its last "-". */
function takeProvide(
  current: RpmPackage,
  { name = '', ver, rel }: Record<string, string>,
): void {
  if (UNAME_PROVIDE.test(name) && ver !== undefined && rel !== undefined) {
    current.unameReleases[name] = `${ver}-${rel}`;
  }
}
