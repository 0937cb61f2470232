import { flavour, kernel, platforms } from './__testUtils__/kernels';
import { createMatrix } from './createMatrix';
import type { TagState } from './TagState';

const TARGET = {
  source: 'centos-stream-9',
  image: 'ghcr.io/example/driver-toolkit',
  baseImage: 'quay.io/centos/centos:stream9',
};
const ABSENT: TagState = { state: 'absent' };
const UNKNOWN: TagState = {
  state: 'unknown',
  reason: 'The registry answered 429',
};

function present(...architectures: string[]): TagState {
  return { state: 'present', platforms: platforms(...architectures) };
}

describe('createMatrix', () => {
  it('describes a kernel whose image is missing', () => {
    expect(
      createMatrix(
        TARGET,
        [kernel('5.14.0-427.18.1.el9_4', ['x86_64', 'aarch64'])],
        new Map([['5.14.0-427.18.1.el9_4', ABSENT]]),
      ),
    ).toEqual({
      versions: ['5.14.0-427.18.1.el9_4'],
      include: [
        {
          kernel: '5.14.0-427.18.1.el9_4',
          source: 'centos-stream-9',
          image: 'ghcr.io/example/driver-toolkit:5.14.0-427.18.1.el9_4',
          tags: ['5.14.0-427.18.1.el9_4'],
          baseImage: 'quay.io/centos/centos:stream9',
          rtKernel: '',
          repositories: '',
          rhelVersion: '9.4',
          keep: [],
          architectures: ['x86_64', 'aarch64'],
          platforms: ['linux/amd64', 'linux/arm64'],
        },
      ],
      omitted: [],
      unknown: [],
    });
  });

  it("names its target's repositories", () => {
    const name = '5.14.0-391.el9';
    const matrix = createMatrix(
      { ...TARGET, repositories: 'https://a/ optional https://b/' },
      [kernel(name)],
      new Map([[name, ABSENT]]),
    );
    expect(matrix.include).toMatchObject([
      { repositories: 'https://a/ optional https://b/' },
    ]);
  });

  it('gives each architecture its own job on request', () => {
    const name = '4.18.0-372.41.1.el8_6';
    const rt = '4.18.0-372.41.1.rt7.198.el8_6';

    const { include } = createMatrix(
      TARGET,
      [
        kernel(
          name,
          ['s390x', 'aarch64', 'x86_64'],
          [flavour(rt, 'x86_64', { variant: 'rt' })],
        ),
      ],
      new Map([[name, ABSENT]]),
      {
        perArchitecture: true,
        runners: new Map([['aarch64', 'arm-of-our-own']]),
      },
    );

    expect(include).toEqual([
      expect.objectContaining({
        ...{ architecture: 'x86_64', platform: 'linux/amd64', rtKernel: rt },
        ...{ runner: 'ubuntu-24.04', emulated: false },
      }),
      expect.objectContaining({
        ...{ architecture: 'aarch64', platform: 'linux/arm64', rtKernel: '' },
        ...{ runner: 'arm-of-our-own', emulated: false },
      }),
      expect.objectContaining({
        ...{ architecture: 's390x', platform: 'linux/s390x', rtKernel: '' },
        ...{ runner: 'ubuntu-24.04', emulated: true },
      }),
    ]);
  });

  it('builds the architecture that a tag lacks, and keeps the others', () => {
    const kernels = [kernel('5.14.0-391.el9', ['x86_64', 'aarch64'])];
    const tags = new Map([['5.14.0-391.el9', present('amd64', 'ppc64le')]]);
    const keep = (architecture: string) =>
      `ghcr.io/example/driver-toolkit@sha256:${architecture}`;

    expect(createMatrix(TARGET, kernels, tags).include).toEqual([
      expect.objectContaining({
        architectures: ['aarch64'],
        keep: [keep('amd64'), keep('ppc64le')],
      }),
    ]);
    expect(
      createMatrix(TARGET, kernels, tags, { missing: false }).include,
    ).toEqual([
      expect.objectContaining({
        architectures: ['x86_64', 'aarch64'],
        keep: [keep('ppc64le')],
      }),
    ]);
    // Each job's image joins the list with all others.
    expect(
      createMatrix(TARGET, kernels, tags, {
        missing: false,
        perArchitecture: true,
      }).include,
    ).toEqual([
      expect.objectContaining({
        architecture: 'x86_64',
        keep: [keep('ppc64le')],
      }),
      expect.objectContaining({
        architecture: 'aarch64',
        keep: [keep('amd64'), keep('ppc64le')],
      }),
    ]);
  });

  it('is empty if nothing is missing, or nothing can be built', () => {
    const empty = { versions: [], include: [], omitted: [], unknown: [] };

    expect(createMatrix(TARGET, [], new Map())).toEqual(empty);
    expect(
      createMatrix(
        TARGET,
        [
          kernel('5.14.0-2.el9', ['x86_64', 'aarch64']),
          {
            kernel: '5.14.0-1.el9',
            flavours: [
              flavour('5.14.0-1.el9', 'x86_64', { buildable: false }),
              flavour('5.14.0-1.el9', 'x86_64', { variant: 'rt' }),
            ],
          },
        ],
        new Map([
          ['5.14.0-2.el9', present('amd64', 'arm64')],
          ['5.14.0-1.el9', ABSENT],
        ]),
      ),
    ).toEqual(empty);
  });

  it('treats unknown as neither missing nor present', () => {
    const kernels = [
      kernel('5.14.0-3.el9'),
      kernel('5.14.0-2.el9', ['x86_64', 'aarch64']),
      kernel('5.14.0-1.el9'),
    ];
    const tags = new Map<string, TagState>([
      ['5.14.0-3.el9', UNKNOWN],
      ['5.14.0-2.el9', { ...UNKNOWN, platforms: platforms('amd64') }],
      // A known platform is present.
      ['5.14.0-1.el9', { ...UNKNOWN, platforms: platforms('amd64') }],
    ]);
    const { reason } = UNKNOWN;

    expect(createMatrix(TARGET, kernels, tags)).toEqual({
      versions: [],
      include: [],
      omitted: [],
      unknown: [
        { kernel: '5.14.0-3.el9', reason },
        { kernel: '5.14.0-2.el9', reason },
      ],
    });
    // The replaced list may hold unknown images.
    expect(
      createMatrix(TARGET, kernels, tags, { missing: false }).unknown,
    ).toHaveLength(3);
  });

  it('limits an unreadable platform to itself', () => {
    const name = '5.14.0-1.el9';
    const [amd64, arm64] = platforms('amd64', 'arm64');
    const tags = new Map([
      [
        name,
        {
          state: 'present' as const,
          platforms: [amd64, { ...arm64, error: 'answered 404' }],
        },
      ],
    ]);
    const matrixFor = (architectures: string[], missing: boolean) =>
      createMatrix(TARGET, [kernel(name, architectures)], tags, { missing });
    const unknown = [
      {
        kernel: name,
        reason: 'The image for linux/arm64 could not be read: answered 404',
      },
    ];

    // Existing images are not rebuilt.
    expect(matrixFor(['x86_64'], true)).toMatchObject({
      versions: [],
      unknown: [],
    });
    expect(matrixFor(['x86_64', 'aarch64'], true)).toMatchObject({
      versions: [],
      unknown,
    });
    // A new list would lose it unless it is built, too.
    expect(matrixFor(['x86_64', 's390x'], true)).toMatchObject({
      versions: [],
      unknown,
    });
    expect(matrixFor(['x86_64'], false)).toMatchObject({
      versions: [],
      unknown,
    });
    expect(matrixFor(['x86_64', 'aarch64'], false)).toMatchObject({
      versions: [name],
      include: [{ platforms: ['linux/amd64', 'linux/arm64'], keep: [] }],
      unknown: [],
    });
  });

  it('ignores a real-time kernel that cannot be built against', () => {
    const name = '5.14.0-1.el9';
    const rt = flavour(name, 'x86_64', { variant: 'rt', buildable: false });

    expect(
      createMatrix(
        TARGET,
        [kernel(name, ['x86_64'], [rt])],
        new Map([[name, ABSENT]]),
      ).include,
    ).toEqual([expect.objectContaining({ rtKernel: '' })]);
  });

  describe('at its limit of 256 entries', () => {
    const names = (count: number) =>
      Array.from({ length: count }, (_, i) => `5.14.0-${1000 - i}.el9`);
    const sizes = ({ include, versions, omitted }: ReturnType<typeof of>) => [
      include.length,
      versions.length,
      omitted,
    ];
    function of(
      kernels: ReturnType<typeof kernel>[],
      options: Parameters<typeof createMatrix>[3] = {},
    ) {
      const tags = new Map(kernels.map(each => [each.kernel, ABSENT]));
      return createMatrix(TARGET, kernels, tags, options);
    }

    it.each([255, 256])('accepts %s kernels', count => {
      const kernels = names(count).map(name => kernel(name));

      expect(sizes(of(kernels))).toEqual([count, count, []]);
      expect(sizes(of(kernels, { perArchitecture: true }))).toEqual([
        count,
        count,
        [],
      ]);
    });

    it('leaves out the oldest of 257', () => {
      const all = names(257);
      expect(sizes(of(all.map(name => kernel(name))))).toEqual([
        256,
        256,
        [all[256]],
      ]);
    });

    it('accepts 128 kernels of two architectures each, and no more', () => {
      const all = names(129);
      const kernels = all.map(name => kernel(name, ['x86_64', 'aarch64']));

      expect(sizes(of(kernels, { perArchitecture: true }))).toEqual([
        256,
        128,
        [all[128]],
      ]);
    });

    it('never splits a kernel, and adds no older one instead', () => {
      const all = names(87);
      const kernels = all.map((name, i) =>
        kernel(name, i === 86 ? ['x86_64'] : ['x86_64', 'aarch64', 's390x']),
      );

      expect(sizes(of(kernels, { perArchitecture: true }))).toEqual([
        255,
        85,
        [all[85], all[86]],
      ]);
    });

    it.each([
      [1, 1],
      [3, 3],
      [4, 4],
      [256, 4],
    ])('respects the limit of kernels: %s', (limit, count) => {
      const kernels = names(4).map(name => kernel(name));

      expect(of(kernels, { limit }).versions).toEqual(names(count));
      expect(of(kernels, { limit }).omitted).toEqual(names(4).slice(count));
    });
  });

  it('sorts like rpm, and names kernels beyond the limit', () => {
    const names = ['5.14.0-9.el9', '5.14.0-70.el9', '5.14.0-391.el9'];

    expect(
      createMatrix(
        TARGET,
        names.map(name => kernel(name, ['x86_64', 'aarch64'])),
        new Map(names.map(name => [name, ABSENT])),
        { perArchitecture: true, limit: 2 },
      ),
    ).toMatchObject({
      versions: ['5.14.0-391.el9', '5.14.0-70.el9'],
      include: [
        { kernel: '5.14.0-391.el9', platform: 'linux/amd64' },
        { kernel: '5.14.0-391.el9', platform: 'linux/arm64' },
        { kernel: '5.14.0-70.el9', platform: 'linux/amd64' },
        { kernel: '5.14.0-70.el9', platform: 'linux/arm64' },
      ],
      omitted: ['5.14.0-9.el9'],
    });
  });
});
