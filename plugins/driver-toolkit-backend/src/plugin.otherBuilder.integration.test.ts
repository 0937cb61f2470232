import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { KERNEL, SOURCE, UNAME } from './__testUtils__/labKernel';
import { tinyBuilderModule } from './__testUtils__/TinyBuilder';

jest.setTimeout(120_000);

/** There is no podman: only its own room may need it. */
describe('driver-toolkit backend with a builder of another type', () => {
  let backend: BackendOnLab;

  beforeAll(async () => {
    backend = await BackendOnLab.start(
      {
        builders: [
          {
            id: 'small',
            type: 'tiny',
            architectures: ['x86_64'],
            motto: 'Small is beautiful.',
          },
        ],
      },
      {
        features: [tinyBuilderModule],
        keepsImages: false,
        environment: { PATH: '/nowhere' },
      },
    );
  });

  afterAll(() => backend?.stop());

  it('builds a toolkit and a driver on it, pushes both and reads them back', async () => {
    const toolkit = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
      repository: 'lab',
    });
    const { build, lines, states } = await backend.follow(toolkit.build.id);
    expect(build).toMatchObject({ state: 'succeeded', builder: 'small' });
    expect(states).toEqual(
      expect.arrayContaining(['running', 'verifying', 'pushing']),
    );
    expect(lines).toContain('Small is beautiful.');
    expect(await backend.api.getImage('lab', KERNEL)).toMatchObject({
      digest: build.digest,
      labels: { 'kernel-version': KERNEL },
    });

    const driver = await backend.api.createBuild({
      type: 'driver',
      entityRef: 'component:default/simple',
      source: SOURCE,
      kernel: KERNEL,
    });
    const built = await backend.follow(driver.build.id);
    expect(built.build).toMatchObject({ state: 'succeeded' });
    expect(built.lines).toContain(
      `Verified: /opt/lib/modules/${UNAME}/tiny.ko has vermagic ${UNAME} SMP`,
    );
  });

  it('shows it among the builders', async () => {
    expect(await backend.api.getBuilders()).toMatchObject([
      { id: 'small', type: 'tiny', reachable: true, version: '1.0' },
    ]);
  });
});

describe('driver-toolkit backend whose builder keeps no images', () => {
  it('refuses an image repository of that builder, and names the key', async () => {
    await expect(
      BackendOnLab.start(
        {
          builders: [{ id: 'local', type: 'tiny', motto: 'Travel light.' }],
        },
        { features: [tinyBuilderModule] },
      ),
    ).rejects.toThrow(
      "driverToolkit.imageRepositories[1].builder must be the id of a builder that keeps images on this machine; 'local' does not.",
    );
  });
});
