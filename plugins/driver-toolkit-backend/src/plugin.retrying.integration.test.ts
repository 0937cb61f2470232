import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { KERNEL, SOURCE } from './__testUtils__/labKernel';
import { playLab } from './__testUtils__/playLab';

jest.setTimeout(300_000);

describe('driver-toolkit backend on the lab, whose registry is away for a while', () => {
  let backend: BackendOnLab;

  beforeAll(async () => {
    backend = await BackendOnLab.start();
  });

  afterEach(() => playLab(backend.lab, 'fault', 'registry', 'none'));

  afterAll(() => backend?.stop());

  it('builds when it is back, and says what it waited for', async () => {
    await playLab(backend.lab, 'fault', 'registry', 'down');
    const { build } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
    });
    await backend.follow(
      build.id,
      event =>
        event.type === 'log' && event.line.line.startsWith('Attempt 2 of 3'),
    );
    await playLab(backend.lab, 'fault', 'registry', 'none');

    const followed = await backend.follow(build.id);

    expect(followed.build).toMatchObject({
      state: 'succeeded',
      digest: expect.stringMatching(/^sha256:/),
    });
    expect(followed.lines).toContainEqual(
      expect.stringMatching(
        /^Asking for the digest of the base image failed and will be retried: .*could not be reached/,
      ),
    );
    // It is built on the registry's image, not on an old copy.
    expect(followed.lines).toContainEqual(
      expect.stringMatching(/^Base image: .*@sha256:/),
    );
  });
});
