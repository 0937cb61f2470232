import type { Variant } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { assembleKernels } from './assembleKernels';
import type { SourcedFlavour } from './SourcedFlavour';

function flavour(
  variant: Variant,
  release: string,
  sourceRpm = `kernel-${release}.src.rpm`,
  architecture = 'x86_64',
): SourcedFlavour {
  return {
    architecture,
    variant,
    release,
    sourceRpm,
    unameRelease: `${release}.${architecture}`,
    buildable: true,
    packages: [],
  };
}

function summarize(flavours: SourcedFlavour[]) {
  return assembleKernels(flavours).map(kernel => [
    kernel.kernel,
    kernel.flavours.map(({ variant, release }) => `${variant} ${release}`),
  ]);
}

describe('assembleKernels', () => {
  const generations = [
    ['EL8', '4.18.0-372.41.1.el8_6', '4.18.0-372.41.1.rt7.198.el8_6'],
    ['EL9.2', '5.14.0-284.36.1.el9_2', '5.14.0-284.36.1.rt14.321.el9_2'],
  ];

  it.each(generations)(
    'joins the real-time kernel of %s, built from a separate source, to its kernel',
    (_, kernel, rt) => {
      const source = `kernel-rt-${rt}.src.rpm`;
      const flavours = [
        flavour('default', kernel),
        flavour('default', kernel, undefined, 'aarch64'),
        flavour('rt', rt, source),
        flavour('rt-debug', rt, source),
      ];

      expect(summarize(flavours)).toEqual([
        [
          kernel,
          [
            `default ${kernel}`,
            `default ${kernel}`,
            `rt ${rt}`,
            `rt-debug ${rt}`,
          ],
        ],
      ]);
    },
  );

  it.each(generations)(
    'lists the real-time kernel of %s separately if its kernel is missing',
    (_, kernel, rt) => {
      const other = kernel.replace('.1.el', '.2.el');

      expect(
        summarize([
          flavour('default', other),
          flavour('rt', rt, `kernel-rt-${rt}.src.rpm`),
        ]),
      ).toEqual([
        [other, [`default ${other}`]],
        [rt, [`rt ${rt}`]],
      ]);
    },
  );

  it('joins the newest of several real-time kernels of one kernel', () => {
    const kernel = '4.18.0-372.41.1.el8_6';
    const rts = [9, 10].map(build => `4.18.0-372.41.1.rt7.${build}.el8_6`);
    const flavours = [
      flavour('default', kernel),
      ...rts.map(rt => flavour('rt', rt, `kernel-rt-${rt}.src.rpm`)),
    ];

    for (const order of [flavours, [...flavours].reverse()]) {
      const kernels = summarize(order);
      expect(kernels.map(([name]) => name)).toEqual([rts[0], kernel]);
      expect([...kernels[1][1]].sort()).toEqual([
        `default ${kernel}`,
        `rt ${rts[1]}`,
      ]);
    }
  });

  it('joins a real-time kernel with a separate release if the source package is shared', () => {
    const kernel = '4.18.0-372.41.1.el8_6';
    const rt = '4.18.0-372.41.1.rt7.198.el8_6';
    const source = `kernel-${kernel}.src.rpm`;

    expect(
      summarize([
        flavour('rt', rt, source),
        flavour('default', kernel, source, 'aarch64'),
      ]),
    ).toEqual([[kernel, [`rt ${rt}`, `default ${kernel}`]]]);
  });

  it('leaves the name of the source package out of its result', () => {
    const [{ flavours }] = assembleKernels([flavour('default', '1-1.el9')]);

    expect(flavours[0]).not.toHaveProperty('sourceRpm');
  });

  it("sorts the newest first by rpm's order", () => {
    const releases = [
      '5.14.0-99.el9',
      '5.14.0-391.el9',
      '5.14.0-70.13.1.el9_0',
    ];
    const expected = [
      '5.14.0-391.el9',
      '5.14.0-99.el9',
      '5.14.0-70.13.1.el9_0',
    ];

    for (const order of [releases, [...releases].reverse()]) {
      const flavours = order.map(release => flavour('default', release));
      expect(summarize(flavours).map(([kernel]) => kernel)).toEqual(expected);
    }
  });
});
