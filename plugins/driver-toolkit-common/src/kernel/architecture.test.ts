import { toOciArchitecture, toRpmArchitecture } from './architecture';

describe('architectures', () => {
  it.each([
    ['x86_64', 'amd64'],
    ['aarch64', 'arm64'],
    ['ppc64le', 'ppc64le'],
    ['s390x', 's390x'],
    ['riscv64', 'riscv64'],
  ])('%s is %s to OCI and back', (rpm, oci) => {
    expect(toOciArchitecture(rpm)).toBe(oci);
    expect(toRpmArchitecture(oci)).toBe(rpm);
  });
});
