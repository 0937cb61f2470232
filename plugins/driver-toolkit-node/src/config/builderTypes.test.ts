import { ConfigReader } from '@backstage/config';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { z } from 'zod';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';
import type { BuilderFields } from './schema/builder';

const KITCHEN: BuilderFields = {
  type: 'kitchen',
  configFields: { cooks: z.int('a number of cooks').default(1) },
  checkConfig: (config, context) => {
    if (config.concurrency > 1) {
      context.addIssue({
        code: 'custom',
        path: ['cooks'],
        message: 'as many as there are builds at a time',
      });
    }
  },
};
const GARDEN: BuilderFields = { type: 'garden', configFields: {} };

function read(builder: JsonObject, builderTypes?: BuilderFields[]) {
  const config = new ConfigReader({
    driverToolkit: { builders: [{ id: 'local', ...builder }] },
  });
  return readDriverToolkitConfig(config, { builderTypes }).builders[0];
}

function problem(builder: JsonObject, builderTypes?: BuilderFields[]): string {
  try {
    read(builder, builderTypes);
    return '';
  } catch (error) {
    return toError(error).message;
  }
}

describe('The types of builder', () => {
  const types = [KITCHEN, GARDEN];

  it('have their own keys, with defaults', () => {
    expect(read({ type: 'kitchen' }, types)).toEqual({
      id: 'local',
      type: 'kitchen',
      architectures: ['x86_64'],
      concurrency: 1,
      limits: { timeout: { hours: 1 } },
      cooks: 1,
    });
  });

  it.each<[JsonObject, string]>([
    [
      { type: 'kitchen', cooks: 'many' },
      "driverToolkit.builders[0].cooks must be a number of cooks, but is 'many'.",
    ],
    [
      { type: 'kitchen', concurrency: 2 },
      'driverToolkit.builders[0].cooks is missing; it must be as many as there are builds at a time.',
    ],
    [
      { type: 'garden', cooks: 2 },
      'driverToolkit.builders[0].cooks is not a known key; known keys here are id, architectures, concurrency, builds, limits, type.',
    ],
    [
      { type: 'cellar' },
      "driverToolkit.builders[0].type must be one of 'kitchen', 'garden', but is 'cellar'.",
    ],
    [
      {},
      "driverToolkit.builders[0].type is missing; it must be one of 'kitchen', 'garden'.",
    ],
  ])('refuse %j', (builder, expected) => {
    expect(problem(builder, types)).toBe(expected);
  });

  it('are of sections', () => {
    const config = new ConfigReader({
      driverToolkit: { builders: ['kitchen'] },
    });
    expect(() =>
      readDriverToolkitConfig(config, { builderTypes: types }),
    ).toThrow(
      "driverToolkit.builders[0] must be a section with a type, which is one of 'kitchen', 'garden', but is text.",
    );
  });

  it.each(['kubeconfig', 'apiToken', 'clientSecret'])(
    'may have their own secrets: %s',
    key => {
      const cluster = {
        type: 'cluster',
        configFields: { [key]: z.int('the number of a secret') },
      };
      expect(problem({ type: 'cluster', [key]: 'hunter2' }, [cluster])).toBe(
        `driverToolkit.builders[0].${key} must be the number of a secret.`,
      );
    },
  );

  it('say which one there is', () => {
    expect(problem({ type: 'cellar' }, [KITCHEN])).toBe(
      "driverToolkit.builders[0].type must be 'kitchen', but is 'cellar'.",
    );
  });

  it('are left to the backend if nothing is built', () => {
    expect(read({ type: 'cellar', bottles: 3 })).toMatchObject({ bottles: 3 });
    expect(problem({ type: 'cellar', concurrency: 0 })).toMatch(/concurrency/);
  });
});
