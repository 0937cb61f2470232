import { requireBoot } from './requireBoot';

const builder = (id: string, boot?: object, architectures = ['x86_64']) => ({
  id,
  architectures,
  boot,
});

describe('requireBoot', () => {
  it('accepts builders that can boot, and those of other architectures', () => {
    expect(() =>
      requireBoot('x86_64', [
        builder('local', { qemu: {} }),
        builder('arm', undefined, ['aarch64']),
      ]),
    ).not.toThrow();
  });

  it('says what to install, and where to configure it', () => {
    expect(() =>
      requireBoot('x86_64', [builder('local', { qemu: {} }), builder('rack')]),
    ).toThrow(
      "driver.yaml asks to boot the kernel (`check.boot`), which builder 'rack' is not configured for. Install qemu-system-x86_64 on the backend's machine, and add `boot: { qemu: {} }` to the builder (driverToolkit.builders).",
    );
  });

  it('refuses architectures that cannot be booted', () => {
    expect(() => requireBoot('s390x', [builder('z', {}, ['s390x'])])).toThrow(
      'which is possible for x86_64 and aarch64, not for s390x',
    );
  });
});
