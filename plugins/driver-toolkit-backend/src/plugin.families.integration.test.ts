import { randomBytes } from 'node:crypto';
import type {
  Build,
  Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { readLab } from './__testUtils__/lab';
import { labKernelSource } from './__testUtils__/labConfiguration';
import { SOURCE } from './__testUtils__/labKernel';

jest.setTimeout(300_000);

const { families } = readLab();
const kernels = Object.entries(families).flatMap(([family, found]) =>
  found.kernels.map(kernel => ({ family, kernel })),
);

/** What a kernel's page shows as buildable, and what was built. */
interface Outcome {
  kernel: Kernel;
  build: Build;
  lines: string[];
}

/**
 * Index, matrix, coverage and builds on small packages in every family's form:
 * what the first three report as buildable is really built, verified and
 * pushed.
 */
describe('driver-toolkit backend on every family of kernel packages', () => {
  const outcomes = new Map<string, Outcome>();
  let backend: BackendOnLab;

  beforeAll(async () => {
    const lab = readLab();
    const suffix = randomBytes(6).toString('hex');
    backend = await BackendOnLab.start({
      kernelSources: [
        labKernelSource(lab, ['x86_64']),
        ...Object.entries(families).map(
          ([id, { repositories, baseImage }]) => ({
            id,
            type: 'rpm',
            repositories,
            architectures: ['x86_64'],
            baseImage,
          }),
        ),
      ],
      imageRepositories: [
        ...['lab', 'families'].map(id => ({
          id,
          image: `${lab.registry}/families-${suffix}/${id}`,
          kernelSources: id === 'lab' ? [SOURCE] : Object.keys(families),
          push: true,
          insecure: true,
        })),
        {
          id: 'kept',
          image: 'localhost/kept',
          kernelSources: [SOURCE],
          builder: 'local',
        },
      ],
      builders: [
        {
          id: 'local',
          type: 'podman',
          architectures: ['x86_64'],
          concurrency: 2,
          extraArguments: ['--network=host'],
        },
      ],
    });
    await Promise.all(
      [...Object.keys(families), 'families'].map(id =>
        backend.api.refreshSource(id),
      ),
    );
    await Promise.all(
      kernels.map(async ({ family, kernel }) => {
        const { build } = await backend.api.createBuild({
          type: 'toolkit',
          source: family,
          kernel,
        });
        const { build: done, lines } = await backend.follow(build.id);
        outcomes.set(kernel, {
          kernel: await backend.api.getKernel(family, kernel),
          build: done,
          lines,
        });
      }),
    );
  });

  afterAll(() => backend?.stop());

  it.each(kernels)(
    'builds, verifies and pushes $kernel of $family',
    async ({ family, kernel }) => {
      const { build, lines, kernel: indexed } = outcomes.get(kernel)!;

      expect(
        indexed.flavours.find(({ variant }) => variant === 'default'),
      ).toMatchObject({ buildable: true, unameRelease: `${kernel}.x86_64` });
      expect([build.state, build.error?.message]).toEqual([
        'succeeded',
        undefined,
      ]);
      expect(lines).toContain(`Verified: the image is for kernel ${kernel}`);
      expect(lines).not.toContainEqual(
        expect.stringContaining('so no packages are listed'),
      );
      expect(indexed.images).toMatchObject([
        { repository: 'families', state: 'present', digest: build.digest },
      ]);
      const { kernels: isFor, labels } = await backend.api.getImage(
        'families',
        indexed.tag,
      );
      expect(isFor).toMatchObject([{ source: family, kernel }]);
      expect(labels?.['kernel-version']).toBe(kernel);
    },
  );

  it('installs each real-time kernel in its image, with any release', () => {
    const found = Object.values(families).map(({ kernels: [kernel] }) => [
      kernel,
      outcomes
        .get(kernel)!
        .lines.some(line => /Installing +: kernel-rt-devel-/.test(line)),
    ]);
    expect(found).toEqual(
      Object.values(families).map(({ kernels: [kernel], rtKernel }) => [
        kernel,
        rtKernel !== undefined,
      ]),
    );
  });

  it('has nothing left to build in the matrix', async () => {
    const left = await Promise.all(
      Object.keys(families).map(source =>
        backend.api.getMatrix({ source, repository: 'families' }),
      ),
    );
    expect(left.flatMap(({ include }) => include)).toEqual([]);
  });

  it('says everywhere why a kernel cannot be built', async () => {
    const [family, kernel] = Object.entries(families).flatMap(
      ([id, { unbuildable }]) => unbuildable.map(name => [id, name]),
    )[0];
    const reason = `Its repositories have no kernel-devel-${kernel} for x86_64.`;

    expect(
      (await backend.api.getKernel(family, kernel)).flavours,
    ).toMatchObject([{ buildable: false, obstacle: reason }]);
    await expect(
      backend.api.createBuild({ type: 'toolkit', source: family, kernel }),
    ).rejects.toThrow(reason);
    const matrix = await backend.api.getMatrix({
      source: family,
      repository: 'families',
      missing: false,
    });
    expect(matrix.versions).toEqual(families[family].kernels);
    const { items } = await backend.api.getCoverage({ source: family });
    expect(
      items.map(item => [item.kernel, item.architectures[0].buildable]),
    ).toEqual(
      expect.arrayContaining([
        [kernel, false],
        ...families[family].kernels.map(name => [name, true]),
      ]),
    );
  });
});
