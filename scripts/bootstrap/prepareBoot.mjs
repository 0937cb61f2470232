import { prepareProgram } from './prepareProgram.mjs';

const PROGRAMS = [
  {
    command: 'qemu-system-x86_64',
    name: { debian: 'qemu-system-x86', fedora: 'qemu-system-x86-core' },
  },
  {
    command: 'qemu-system-aarch64',
    name: { debian: 'qemu-system-arm', fedora: 'qemu-system-aarch64-core' },
  },
  // They compile the modules that are loaded.
  { command: 'gcc', name: 'gcc' },
  { command: 'make', name: 'make' },
];

/**
 * Makes sure of what the boot check is tested with.
 *
 * @param {{ progress: import('../terminal/Progress.mjs').Progress }} options
 * @throws MissingPackagesError if somebody with more rights has to install it
 */
export async function prepareBoot({ progress }) {
  for (const { command, name } of PROGRAMS) {
    await prepareProgram({ commands: [command], name, progress });
  }
}
