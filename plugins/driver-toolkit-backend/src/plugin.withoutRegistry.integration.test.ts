import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { KERNEL, SOURCE, UNAME } from './__testUtils__/labKernel';
import type { PodmanBuilderConfig } from './builders/podman/PodmanBuilderConfig';
import { openBuilderStores } from './builders/podman/storage/openBuilderStores';

jest.setTimeout(300_000);

const BUILDER: PodmanBuilderConfig = {
  id: 'local',
  type: 'podman',
  architectures: ['x86_64'],
  concurrency: 1,
  limits: { timeout: { hours: 1 } },
  extraArguments: [],
};

describe('driver-toolkit backend without a registry for toolkit images', () => {
  let backend: BackendOnLab;

  beforeAll(async () => {
    backend = await BackendOnLab.start();
  });

  afterAll(() => backend?.stop());

  const keptImage = async (kernel: string) =>
    (await backend.api.getKernel(SOURCE, kernel)).images.find(
      ({ repository }) => repository === 'kept',
    );

  it("keeps an image in the builder's storage, finds it there and builds with it", async () => {
    expect(await keptImage(KERNEL)).toMatchObject({ state: 'absent' });
    const { build } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
      repository: 'kept',
    });
    const { build: done, lines } = await backend.follow(build.id);
    const reference = `${backend.images.kept}:${KERNEL}`;

    expect(done).toMatchObject({
      state: 'succeeded',
      digest: expect.stringMatching(/^sha256:/),
    });
    expect(lines).toContain(
      `Kept on builder 'local': ${reference}@${done.digest}`,
    );
    expect(await backend.api.getImage('kept', KERNEL)).toMatchObject({
      digest: done.digest,
      size: expect.any(Number),
      created: expect.any(String),
      labels: { 'kernel-version': KERNEL },
      platforms: [{ architecture: 'amd64', os: 'linux' }],
    });

    const driver = await backend.api.createBuild({
      type: 'driver',
      entityRef: 'component:default/simple',
      source: SOURCE,
      kernel: KERNEL,
    });
    const built = await backend.follow(driver.build.id);
    expect(built.build.state).toBe('succeeded');
    expect(built.lines).toContainEqual(
      expect.stringContaining(`has vermagic ${UNAME} `),
    );

    const stores = (await openBuilderStores(BUILDER))!;
    const [kept] = (await stores.kept.list()).filter(
      image => image.description.reference === reference,
    );
    await stores.kept.remove(stores.kept.folderOf(kept.name));
    await backend.api.refreshSource('kept');
    expect(await keptImage(KERNEL)).toMatchObject({ state: 'absent' });
  });
});
