import { resolve } from 'node:path';

const SCHEDULE = { frequency: 'P7D', timeout: 'PT10M' };

/**
 * Configuration that reads this mirror and registry.
 *
 * @param {{ mirror: string, registry: string }} world
 */
export function readsWorld({ mirror, registry }) {
  return {
    kernelSources: [
      {
        id: 'bench',
        type: 'rpm',
        repositories: [mirror],
        schedule: SCHEDULE,
      },
    ],
    imageRepositories: [
      {
        id: 'registry',
        image: `${registry}/dtk/driver-toolkit`,
        insecure: true,
        schedule: SCHEDULE,
      },
    ],
    toolkit: {
      containerfile: resolve(import.meta.dirname, '../../../Dockerfile'),
    },
  };
}
