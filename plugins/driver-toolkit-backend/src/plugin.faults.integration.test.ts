import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { KERNEL, SOURCE } from './__testUtils__/labKernel';
import { playLab } from './__testUtils__/playLab';
import { publishImage } from './__testUtils__/publishImage';

jest.setTimeout(300_000);

const MISSING = '5.14.0-404.el9';
const NEWER = '5.14.0-432.el9';

describe('driver-toolkit backend while the lab fails', () => {
  let backend: BackendOnLab;

  const play = (...command: string[]) => playLab(backend.lab, ...command);
  const imageOf = (kernel: string) => `${backend.images.toolkit}:${kernel}`;
  const removeImage = (kernel: string) =>
    play('image', 'remove', imageOf(kernel).replace(/^[^/]+\//, ''));
  const stateOf = async (kernel: string) =>
    (await backend.api.getKernel(SOURCE, kernel)).images[0];

  async function kernels(): Promise<Kernel[]> {
    return (await backend.api.getKernels({ source: SOURCE })).items;
  }

  beforeAll(async () => {
    backend = await BackendOnLab.start();
    await publishImage(backend.lab, imageOf(KERNEL));
    await backend.api.refreshSource('lab');
  });

  afterEach(async () => {
    await play('fault', 'mirror', 'none');
    await play('fault', 'registry', 'none');
  });

  afterAll(() => backend?.stop());

  it.each([
    ['down', /could not be reached: the connection was refused/],
    ['401', /401|refuses|credentials/],
    ['429', /429/],
    ['500', /500/],
  ])(
    'does not report images as missing while the registry is %s',
    async (fault, message) => {
      await play('fault', 'registry', fault);

      const failed = await backend.api.refreshSource('lab');
      expect(failed.error).toMatch(message);
      expect(failed.error).toContain(backend.lab.registry);
      expect(failed.items).toBe(1);
      expect(failed.lastSuccess).toBeDefined();
      expect(await stateOf(KERNEL)).toMatchObject({ state: 'present' });
      expect(await stateOf(MISSING)).toMatchObject({
        state: 'unknown',
        reason: failed.error,
      });

      await play('fault', 'registry', 'none');
      expect((await backend.api.refreshSource('lab')).error).toBeUndefined();
      expect(await stateOf(MISSING)).toMatchObject({ state: 'absent' });
    },
  );

  it('keeps its kernels while the mirror is down', async () => {
    await play('fault', 'mirror', 'down');

    const failed = await backend.api.refreshSource(SOURCE);
    expect(failed.error).toContain(backend.lab.mirror);
    expect(await kernels()).toHaveLength(3);
  });

  it('rejects a mirror that lies, and reads the new kernel when it no longer does', async () => {
    await play('fault', 'mirror', 'lying');
    await play('kernel', 'add', NEWER);

    const failed = await backend.api.refreshSource(SOURCE);
    expect(failed.error).toMatch(/checksum/);
    expect(await kernels()).toHaveLength(3);

    await play('fault', 'mirror', 'none');
    expect((await backend.api.refreshSource(SOURCE)).error).toBeUndefined();
    expect((await kernels())[0]).toMatchObject({
      kernel: NEWER,
      retired: false,
    });
  });

  it('keeps a withdrawn kernel while it has an image', async () => {
    await publishImage(backend.lab, imageOf(NEWER));
    await backend.api.refreshSource('lab');
    await play('kernel', 'remove', NEWER);
    await backend.api.refreshSource(SOURCE);
    expect((await kernels())[0]).toMatchObject({
      kernel: NEWER,
      retired: true,
    });
    await expect(
      backend.api.createBuild({
        type: 'toolkit',
        source: SOURCE,
        kernel: NEWER,
        force: true,
      }),
    ).rejects.toThrow('has left CentOS Stream 9');

    // The registry deletes by content, and both tags have the same.
    await removeImage(NEWER);
    const emptied = await backend.api.refreshSource('lab');
    expect(emptied.held?.reasons).toEqual(['2 of 2 tags are missing.']);
    expect(await stateOf(KERNEL)).toMatchObject({ state: 'present' });
    await backend.api.refreshSource('lab', { acceptRemoval: true });
    expect(await stateOf(KERNEL)).toMatchObject({ state: 'absent' });
    await backend.api.refreshSource(SOURCE);
    expect(await kernels()).toHaveLength(3);
  });

  it('holds back a reading with far fewer kernels until a person accepts it', async () => {
    await play('kernel', 'add', NEWER);
    await backend.api.refreshSource(SOURCE);
    const withdrawn = [KERNEL, MISSING, '5.14.0-427.el9'];
    for (const kernel of withdrawn) {
      await play('kernel', 'remove', kernel);
    }

    const held = await backend.api.refreshSource(SOURCE);
    expect(held.held?.reasons).toEqual([
      '3 of 4 kernels for x86_64 are missing.',
    ]);
    expect(await kernels()).toHaveLength(4);

    const accepted = await backend.api.refreshSource(SOURCE, {
      acceptRemoval: true,
    });
    expect(accepted.held).toBeUndefined();
    expect((await kernels()).map(({ kernel }) => kernel)).toEqual([NEWER]);

    for (const kernel of withdrawn) {
      await play('kernel', 'add', kernel);
    }
    await play('kernel', 'remove', NEWER);
    await backend.api.refreshSource(SOURCE);
    expect(await kernels()).toHaveLength(3);
  });
});
