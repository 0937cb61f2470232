import type { SourceKernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { StoredKernel } from '../database/index/KernelStore';
import { mergeReading } from './mergeReading';

const [OLD, NEW] = ['5.14.0-391.el9', '5.14.0-427.el9'];

const flavour = (
  architecture: string,
  variant: SourceKernel['flavours'][number]['variant'] = 'default',
  buildable = true,
) => ({
  architecture,
  variant,
  release: OLD,
  unameRelease: `${OLD}.${architecture}`,
  packages: [],
  buildable,
});

const kernel = (
  flavours: SourceKernel['flavours'],
  changes: Partial<SourceKernel> = {},
): SourceKernel => ({ kernel: OLD, flavours, ...changes });

const stored = (of: SourceKernel): StoredKernel => ({
  ...of,
  source: 'stream',
  tag: of.kernel,
  sortKey: of.kernel,
  retired: false,
});

const image = (architecture: string, reference: string) => ({
  architecture,
  reference,
  releases: [],
  releaseCount: 1,
});

const without = (architecture: string, reference: string, count = 1) => ({
  architecture,
  releases: [],
  releaseCount: count,
  toolkits: [{ reference, kernel: NEW }],
});

describe('mergeReading', () => {
  const merge = (
    before: SourceKernel[],
    kernels: SourceKernel[],
    {
      incomplete,
      older,
      used = [],
      isUsed = () => false,
    }: {
      incomplete?: string[];
      older?: string[];
      used?: string[];
      isUsed?: (name: string) => boolean;
    } = {},
  ) => {
    const { leaving, kernels: merged } = mergeReading(
      before.map(stored),
      {
        kernels,
        warnings: [],
        ...(incomplete && { incompleteArchitectures: incomplete }),
        ...(older && { older }),
      },
      isUsed,
    );
    return {
      leaving: leaving.map(known => known.kernel),
      kernels: merged(new Set(used)),
    };
  };
  const all = (name: string, flavours = [flavour('x86_64')]) => ({
    ...kernel(flavours),
    kernel: name,
  });

  it('replaces what a complete reading no longer has', () => {
    const before = kernel([flavour('x86_64'), flavour('aarch64')], {
      toolkitImages: [image('x86_64', 'a@1')],
    });
    const read = kernel([flavour('x86_64', 'rt')]);

    expect(merge([before, all(NEW)], [read])).toEqual({
      leaving: [NEW],
      kernels: [{ ...read, retired: false }],
    });
  });

  it('keeps a kernel that an image, a build or something else uses, retired', () => {
    const known = [all('1-1'), all('2-1'), all('3-1')];

    expect(
      merge(known, [], {
        used: ['1-1'],
        isUsed: name => name === '2-1',
      }).kernels.map(({ kernel: name, retired }) => [name, retired]),
    ).toEqual([
      ['1-1', true],
      ['2-1', true],
    ]);
  });

  it('keeps a kernel that is only too old for the list, and not retired', () => {
    expect(
      merge([all('1-1')], [], { older: ['1-1'], used: ['1-1'] }).kernels,
    ).toEqual([stored(all('1-1'))]);
  });

  describe('with an architecture that could not be read', () => {
    const incomplete = ['aarch64'];

    it('keeps its flavours, and those of no other', () => {
      const before = kernel([
        flavour('x86_64'),
        flavour('x86_64', 'rt'),
        flavour('aarch64'),
        flavour('aarch64', '64k'),
      ]);
      const read = kernel([flavour('x86_64')]);

      const { leaving, kernels } = merge([before], [read], { incomplete });

      expect(leaving).toEqual([]);
      expect(kernels).toEqual([
        {
          ...kernel([
            flavour('x86_64'),
            flavour('aarch64'),
            flavour('aarch64', '64k'),
          ]),
          retired: false,
        },
      ]);
    });

    it('prefers what was read of it', () => {
      const before = kernel([flavour('aarch64'), flavour('aarch64', '64k')]);
      const read = kernel([flavour('aarch64', 'default', false)]);

      expect(
        merge([before], [read], { incomplete }).kernels[0].flavours,
      ).toEqual([
        flavour('aarch64', 'default', false),
        flavour('aarch64', '64k'),
      ]);
    });

    it('keeps a kernel that was not read, with that architecture alone', () => {
      const both = all(NEW, [flavour('x86_64'), flavour('aarch64')]);

      expect(merge([both], [all(OLD)], { incomplete })).toEqual({
        leaving: [],
        kernels: [
          { ...all(OLD), retired: false },
          stored(all(NEW, [flavour('aarch64')])),
        ],
      });
    });

    it('loses a kernel that had other architectures only', () => {
      expect(merge([all(NEW)], [all(OLD)], { incomplete }).leaving).toEqual([
        NEW,
      ]);
    });

    it('keeps the toolkit images of its releases', () => {
      const before = kernel([flavour('aarch64')], {
        toolkitImages: [
          image('aarch64', 'a@1'),
          image('aarch64', 'a@2'),
          image('x86_64', 'x@1'),
        ],
        releasesWithoutToolkit: [
          without('aarch64', 'b@1'),
          without('aarch64', 'b@2'),
          without('x86_64', 'x@1'),
        ],
      });
      const read = kernel([flavour('x86_64')], {
        toolkitImages: [image('x86_64', 'a@1'), image('aarch64', 'a@2')],
        releasesWithoutToolkit: [
          without('x86_64', 'b@1'),
          without('aarch64', 'b@2', 7),
        ],
      });

      const [merged] = merge([before], [read], { incomplete }).kernels;

      expect(merged.toolkitImages).toEqual([
        image('x86_64', 'a@1'),
        image('aarch64', 'a@2'),
        image('aarch64', 'a@1'),
      ]);
      expect(merged.releasesWithoutToolkit).toEqual([
        without('x86_64', 'b@1'),
        without('aarch64', 'b@2', 7),
        without('aarch64', 'b@1'),
      ]);
    });

    it('names no releases if there are none', () => {
      const [merged] = merge(
        [kernel([flavour('aarch64')])],
        [kernel([flavour('x86_64')])],
        { incomplete },
      ).kernels;

      expect(merged.toolkitImages).toBeUndefined();
      expect(merged.releasesWithoutToolkit).toBeUndefined();
    });
  });
});
