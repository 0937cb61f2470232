const OCI_NAMES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
  ['i686', '386'],
  ['armv7hl', 'arm'],
  ['loongarch64', 'loong64'],
]);
const RPM_NAMES: ReadonlyMap<string, string> = new Map(
  [...OCI_NAMES].map(([rpm, oci]) => [oci, rpm]),
);

// The architectures for Linux in rpm's rpmrc, without sub-models that nothing
// is built for.
const RPM_ARCHITECTURE =
  /^(noarch|src|nosrc|x86_64(_v[2-4])?|amd64|ia32e|ia64|i[3-6]86|athlon|aarch64|armv[3-8][a-z]*|ppc(64(le|p7|iseries|pseries)?|8[0-9a-z]+)?|s390x?|riscv(32|64)|loongarch64|mips(64)?(el)?(r6)?(el)?|sparc(64)?(v9v?)?|alpha|m68k|sh[34]a?)$/;

/** Whether rpm knows an architecture by this name. */
export function isRpmArchitecture(value: string): boolean {
  return RPM_ARCHITECTURE.test(value);
}

/**
 * `x86_64` → `amd64`. Names that both share, such as `ppc64le` and `s390x`,
 * stay unchanged.
 *
 * @public
 */
export function toOciArchitecture(rpmArchitecture: string): string {
  return OCI_NAMES.get(rpmArchitecture) ?? rpmArchitecture;
}

/** `amd64` → `x86_64`, the inverse of {@link toOciArchitecture}. @public */
export function toRpmArchitecture(ociArchitecture: string): string {
  return RPM_NAMES.get(ociArchitecture) ?? ociArchitecture;
}
