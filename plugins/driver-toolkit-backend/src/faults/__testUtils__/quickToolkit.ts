/**
 * A toolkit's Containerfile that has what verifying looks for, without the
 * files that nobody asks for in a test.
 *
 * @param lines - after which that is added; `KERNEL_VERSION` is known there
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
