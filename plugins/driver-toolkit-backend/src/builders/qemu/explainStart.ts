import { printableText } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

const MAX_LENGTH = 300;

/**
 * A sentence about a confined QEMU that could not be started.
 *
 * @param complaint - what the programs of `confine` wrote as errors
 */
export function explainStart(complaint: string, program: string): string {
  const last = printableText(
    complaint.trim().split('\n').at(-1) ?? '',
    MAX_LENGTH,
  );
  if (last.includes('failed to execute')) {
    return `${program} is not installed on the backend's machine. Install it (package qemu-system-x86 or qemu-system-arm on Debian and Ubuntu, qemu-kvm on Fedora and RHEL), or name another program in \`boot.qemu.programs\` of the builder.`;
  }
  if (last.startsWith('unshare: ')) {
    return `The backend is not root, and may not create user namespaces (${last}); so nothing can confine ${program}.`;
  }
  return last === '' ? `${program} gave no reason.` : last;
}
