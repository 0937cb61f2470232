/**
 * A Containerfile of a toolkit image that passes verification, without the
 * files that tests do not need.
 *
 * @param lines - come before the rest; they can use `KERNEL_VERSION`
 */
export function quickToolkit(lines: string[] = []): string {
  return [
    'ARG BASE_IMAGE',
    'FROM ${BASE_IMAGE}',
    'ARG KERNEL_VERSION',
    ...lines,
    'RUN dnf -y --setopt=tsflags=justdb install kernel-core-${KERNEL_VERSION} kernel-devel-${KERNEL_VERSION} && dnf clean all && echo "{\\"KERNEL_VERSION\\":\\"${KERNEL_VERSION}\\"}" > /etc/driver-toolkit-release.json',
    'LABEL kernel-version=${KERNEL_VERSION}',
    '',
  ].join('\n');
}
