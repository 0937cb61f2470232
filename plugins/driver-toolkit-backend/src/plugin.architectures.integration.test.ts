import { randomBytes } from 'node:crypto';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { readLab } from './__testUtils__/lab';
import { labKernelSource } from './__testUtils__/labConfiguration';
import { DOUBLED_KERNEL as KERNEL, SOURCE } from './__testUtils__/labKernel';

jest.setTimeout(300_000);

const BOTH = ['x86_64', 'aarch64'];

describe('driver-toolkit backend on a lab of two architectures', () => {
  const suffix = randomBytes(6).toString('hex');
  let backend: BackendOnLab;

  const builder = (id: string, architecture: string) => ({
    id,
    type: 'podman',
    architectures: [architecture],
    extraArguments: ['--network=host'],
    packageCache: { maxBytes: 0 },
  });
  const x86 = builder('local', 'x86_64');
  const arm = builder('arm', 'aarch64');
  /** The same repository in the registry for every backend. */
  const start = async (builders: ReturnType<typeof builder>[]) => {
    const { registry } = readLab();
    return BackendOnLab.start({
      kernelSources: [labKernelSource(readLab(), [...BOTH, 'ppc64le'])],
      imageRepositories: [
        {
          id: 'lab',
          image: `${registry}/architectures-${suffix}/driver-toolkit`,
          kernelSources: [SOURCE],
          push: true,
          insecure: true,
        },
        { id: 'kept', image: 'localhost/kept', builder: 'local' },
      ],
      builders,
    });
  };
  const request = {
    type: 'toolkit' as const,
    source: SOURCE,
    kernel: KERNEL,
  };
  const finish = async (builds: Build[]) =>
    Promise.all(builds.map(({ id }) => backend.follow(id)));
  const image = async () => backend.api.getImage('lab', KERNEL);
  const platforms = async () =>
    new Map(
      (await image()).platforms.map(({ architecture, digest }) => [
        architecture,
        digest,
      ]),
    );

  afterEach(() => backend?.stop());

  it('builds for the architectures of its builders, says what is left out, and adds that later', async () => {
    backend = await start([x86]);
    const { build } = await backend.api.createBuild(request);
    expect(build.leftOut).toEqual([
      {
        architecture: 'aarch64',
        reason: expect.stringContaining('No builder builds for aarch64'),
      },
    ]);
    const [first] = await finish([build]);
    expect(first.build.state).toBe('succeeded');
    const before = await platforms();
    expect([...before.keys()]).toEqual(['amd64']);
    const kernel = await backend.api.getKernel(SOURCE, KERNEL);
    expect(kernel.images[0].architectures).toEqual([
      { architecture: 'aarch64', state: 'absent' },
      { architecture: 'x86_64', state: 'present' },
    ]);
    await backend.stop();

    // With a builder for it, the missing architecture is added.
    backend = await start([x86, arm]);
    const { build: added } = await backend.api.createBuild(request);
    expect(added).toMatchObject({ architecture: 'aarch64' });
    expect(added.siblings).toBeUndefined();
    const [second] = await finish([added]);
    expect(second.build).toMatchObject({
      state: 'succeeded',
      builder: 'arm',
    });
    const after = await platforms();
    expect([...after.keys()].sort()).toEqual(['amd64', 'arm64']);
    expect(after.get('amd64')).toBe(before.get('amd64'));
    const list = await image();
    expect(list.mediaType).toBe('application/vnd.oci.image.index.v1+json');
    expect(second.build.digest).toBe(list.digest);
    expect(second.lines).toContain(
      `The tag is for x86_64, aarch64; the image for aarch64 is ${after.get(
        'arm64',
      )}`,
    );
    await expect(backend.api.createBuild(request)).rejects.toThrow(
      'already exists for aarch64, x86_64.',
    );

    // Both are rebuilt at once: the one that pushes last keeps the other's
    // image.
    const { build: anew, created } = await backend.api.createBuild({
      ...request,
      force: true,
    });
    expect(created).toBe(true);
    expect(anew.siblings).toHaveLength(1);
    const both = await finish([anew, ...anew.siblings!]);
    expect(both.map(({ build: { state } }) => state)).toEqual([
      'succeeded',
      'succeeded',
    ]);
    expect([...(await platforms()).keys()].sort()).toEqual(['amd64', 'arm64']);

    // The attachments of each are listed at once.
    const { referrers, platforms: parts } = await image();
    for (const { digest } of parts) {
      expect(
        referrers
          ?.filter(({ subject }) => subject === digest)
          .map(({ kind }) => kind),
      ).toEqual(expect.arrayContaining(['provenance', 'sbom']));
    }
  });
});
