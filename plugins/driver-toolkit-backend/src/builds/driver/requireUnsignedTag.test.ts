import type { Platform } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { DriverPlan } from '../../plans/BuildPlan';
import { requireUnsignedTag } from './requireUnsignedTag';

const REFERENCE = 'registry.example.com/drivers/nic:1-1';
const PLAN = {
  entityRef: 'component:default/nic',
  sourceRepository: 'forge.example.com/acme/nic',
  architecture: 'x86_64',
  imageReference: REFERENCE,
} as DriverPlan;
const SIGNED = { 'driver-toolkit.module-signer': 'sha256:abc' };

/** @param tag - labels of the tag's images, by OCI architecture */
function check(tag: Record<string, Record<string, string> | Error>) {
  return requireUnsignedTag(
    PLAN,
    {
      platformsOf: async () =>
        Object.keys(tag).map(
          (architecture): Platform => ({
            architecture,
            os: 'linux',
            digest: architecture,
          }),
        ),
      labelsOf: async ({ digest }) => {
        const labels = tag[digest];
        if (labels instanceof Error) {
          throw labels;
        }
        return labels;
      },
    },
    { signal: new AbortController().signal, log: () => {}, retryDelays: [] },
  );
}

describe('requireUnsignedTag', () => {
  it.each([
    ['a new tag', {}],
    ['an image of unsigned modules', { amd64: { other: 'label' } }],
    ['signed modules of another architecture', { arm64: SIGNED, amd64: {} }],
  ])('lets an unsigned build replace %s', async (_, tag) => {
    await expect(check(tag)).resolves.toBeUndefined();
  });

  it.each([
    ['alone', { amd64: SIGNED }],
    ['in a list', { arm64: {}, amd64: SIGNED }],
  ])('keeps signed modules %s', async (_, tag) => {
    await expect(check(tag)).rejects.toThrow(
      new BuildFailedError(
        `Nothing is pushed: the modules of ${REFERENCE} are signed (certificate sha256:abc), those of this build are not. Add component:default/nic from forge.example.com/acme/nic to driverToolkit.moduleSigning.drivers, or delete the tag.`,
      ),
    );
  });

  it('pushes nothing if the registry does not tell', async () => {
    await expect(check({ amd64: new Error('away') })).rejects.toThrow('away');
  });
});
