import type { Flavour } from '../api';
import {
  buildableArchitectures,
  describeUnbuildable,
  rtReleaseOf,
} from './buildable';

const flavour = (more: Partial<Flavour>): Flavour => ({
  architecture: 'x86_64',
  variant: 'default',
  release: '5.14.0-391.el9',
  unameRelease: '5.14.0-391.el9.x86_64',
  buildable: true,
  packages: [],
  ...more,
});

describe('a kernel that toolkit images are built for', () => {
  it('has each architecture whose default flavour is buildable, once and in order', () => {
    const flavours = [
      flavour({ architecture: 's390x' }),
      flavour({ architecture: 'aarch64', buildable: false }),
      flavour({ architecture: 'aarch64', variant: '64k' }),
      flavour({ architecture: 'ppc64le', variant: 'debug' }),
      flavour({}),
      flavour({ architecture: 's390x' }),
    ];

    expect(buildableArchitectures({ flavours })).toEqual(['s390x', 'x86_64']);
    expect(buildableArchitectures({ flavours: [] })).toEqual([]);
  });

  it('has the real-time kernel of the same architecture, if it is buildable', () => {
    const flavours = [
      flavour({ variant: 'rt', release: 'arm', architecture: 'aarch64' }),
      flavour({ variant: 'rt-debug', release: 'debug' }),
      flavour({ variant: 'rt', release: 'rt' }),
      flavour({
        variant: 'rt',
        release: 'no',
        architecture: 's390x',
        buildable: false,
      }),
    ];

    expect(
      ['x86_64', 'aarch64', 's390x', 'ppc64le'].map(architecture =>
        rtReleaseOf({ flavours }, architecture),
      ),
    ).toEqual(['rt', 'arm', undefined, undefined]);
  });

  it.each([
    ['what its source says, once', [{ obstacle: 'No devel.' }], 'No devel.'],
    [
      'each reason of several',
      [
        { obstacle: 'No devel for x86_64.' },
        { obstacle: 'No devel for aarch64.', architecture: 'aarch64' },
        { obstacle: 'No devel for x86_64.' },
        { obstacle: 'Not asked for.', variant: 'rt' as const },
      ],
      'No devel for x86_64. No devel for aarch64.',
    ],
    [
      'that there is only a real-time kernel',
      [{ variant: 'rt' as const }, { variant: 'rt-debug' as const }],
      'Its source has no default kernel of this version, only rt, rt-debug.',
    ],
    [
      'that its packages are unknown',
      [{}],
      'Its source names no packages to build from.',
    ],
  ])('or says why not: %s', (_, flavours, reason) => {
    expect(
      describeUnbuildable({
        flavours: flavours.map(more => flavour({ buildable: false, ...more })),
      }),
    ).toBe(reason);
  });
});
