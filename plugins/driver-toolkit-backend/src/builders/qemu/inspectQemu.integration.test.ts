import { inspectQemu } from './inspectQemu';

const QEMU = { memory: 512 * 1024 ** 2, timeout: { minutes: 1 } };

describe('inspectQemu', () => {
  it('names a program that is not installed', async () => {
    const programs = { x86_64: '/nowhere/qemu' };
    const problems = await inspectQemu(['x86_64', 's390x'], {
      ...QEMU,
      programs,
    });
    expect(problems).toEqual([
      expect.stringMatching(
        /^It cannot boot kernels \(boot\): \/nowhere\/qemu is not installed on the backend's machine\. Install it .* `boot\.qemu\.programs` of the builder\.$/,
      ),
    ]);
  });

  it('has no problem with a program that runs, and none without `boot`', async () => {
    expect(
      await inspectQemu(['x86_64', 'aarch64'], {
        ...QEMU,
        programs: {},
      }),
    ).toEqual([]);
    expect(await inspectQemu(['x86_64'], undefined)).toEqual([]);
  });
});
