import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { KERNEL, SOURCE } from './__testUtils__/labKernel';
import { findLeftovers } from './faults/__testUtils__/findLeftovers';

jest.setTimeout(300_000);

describe('driver-toolkit backend on the lab, cancelling', () => {
  let backend: BackendOnLab;

  beforeAll(async () => {
    backend = await BackendOnLab.start({
      builders: [
        {
          id: 'local',
          type: 'podman',
          architectures: ['x86_64'],
          // Makes sure that the step does not come from the cache.
          extraArguments: ['--network=host', '--no-cache'],
          packageCache: { maxBytes: 0 },
        },
      ],
    });
  });

  afterAll(() => backend?.stop());

  it('stops a build in the middle of a step and builds again afterwards', async () => {
    const kernel = '5.14.0-404.el9';
    const { build } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel,
    });
    await backend.follow(
      build.id,
      event => event.type === 'log' && /^ +Installing +:/.test(event.line.line),
    );
    await backend.api.cancelBuild(build.id);

    const { build: cancelled, lines } = await backend.follow(build.id);
    expect(cancelled.state).toBe('cancelled');
    expect(lines[lines.length - 1]).toBe('Cancelled.');
    expect(lines.filter(line => line.startsWith('Error: '))).toEqual([]);
    expect(await findLeftovers()).toEqual([]);
    await expect(backend.api.cancelBuild(build.id)).resolves.toMatchObject({
      state: 'cancelled',
    });
    expect((await backend.api.getKernel(SOURCE, kernel)).images[0].state).toBe(
      'absent',
    );

    const { build: next } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
    });
    expect((await backend.follow(next.id)).build.state).toBe('succeeded');
  });
});
