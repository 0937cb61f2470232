import { ConfigReader } from '@backstage/config';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from '../readDriverToolkitConfig';

export const SOURCE = {
  id: 'centos-stream-9',
  type: 'rpm',
  repositories: ['https://mirror.example.com/BaseOS/$arch/os/'],
};
export const REPOSITORY = {
  id: 'ghcr',
  image: 'ghcr.io/example/driver-toolkit',
};
export const BUILDER = { id: 'local', type: 'podman' };

export function read(driverToolkit?: JsonObject) {
  return readDriverToolkitConfig(
    new ConfigReader(driverToolkit && { driverToolkit }),
  );
}

/** What is wrong with a configuration, one problem an entry. */
export function readProblems(driverToolkit: JsonObject): string[] {
  try {
    read(driverToolkit);
  } catch (error) {
    const { name, message } = toError(error);
    expect(name).toBe('InputError');
    return message.split('\n');
  }
  return [];
}
