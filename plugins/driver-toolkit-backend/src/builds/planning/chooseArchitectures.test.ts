import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { chooseArchitectures } from './chooseArchitectures';

const builders = [{ architectures: ['x86_64'] }] as BuilderConfig[];
const options = {
  available: ['x86_64', 'aarch64'],
  present: [],
  builders,
  what: 'kernel 5-1',
  image: 'example.com/dtk:5-1',
};
const noBuilder =
  'No builder builds for aarch64; configured builders have x86_64 (driverToolkit.builders).';

describe('chooseArchitectures', () => {
  it('takes the builders’ architectures and says why the rest is left out', () => {
    expect(chooseArchitectures(options)).toEqual({
      chosen: ['x86_64'],
      leftOut: [{ architecture: 'aarch64', reason: noBuilder }],
    });
  });

  it('takes only missing architectures', () => {
    const everywhere = [{ architectures: options.available }];
    expect(
      chooseArchitectures({
        ...options,
        builders: everywhere as BuilderConfig[],
        present: ['x86_64'],
      }),
    ).toEqual({ chosen: ['aarch64'], leftOut: [] });
  });

  it('says that nothing is missing, or which requested architectures already exist', () => {
    expect(() =>
      chooseArchitectures({ ...options, present: options.available }),
    ).toThrow('example.com/dtk:5-1 already exists for x86_64, aarch64.');
    expect(() =>
      chooseArchitectures({
        ...options,
        asked: ['aarch64', 'x86_64'],
        present: ['x86_64'],
      }),
    ).toThrow('example.com/dtk:5-1 already exists for x86_64.');
  });

  it('says that a missing architecture has no builder, or does not exist', () => {
    expect(() =>
      chooseArchitectures({ ...options, present: ['x86_64'] }),
    ).toThrow(noBuilder);
    expect(() => chooseArchitectures({ ...options, asked: ['s390x'] })).toThrow(
      'There is no s390x for kernel 5-1; there is x86_64, aarch64.',
    );
  });

  it('takes an architecture only once if it is requested twice', () => {
    expect(
      chooseArchitectures({ ...options, asked: ['x86_64', 'x86_64'] }).chosen,
    ).toEqual(['x86_64']);
  });
});
