import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { durationToMilliseconds } from '@backstage/types';
import {
  BuildFailedError,
  type BootOutput,
  type BootTrial,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { confine } from './confine';
import { Console } from './Console';
import { explainStart } from './explainStart';
import { machineArguments, machineOf } from './machines';
import type { QemuConfig } from './QemuConfig';

const MAX_COMPLAINT = 1000;

/**
 * Boots a kernel once, in a confined QEMU.
 *
 * @throws BuildFailedError if QEMU could not be started; the signal's reason
 */
export async function bootWithQemu(
  trial: BootTrial,
  config: QemuConfig,
): Promise<BootOutput> {
  const machine = machineOf(trial.architecture, config);
  if (!machine) {
    throw new BuildFailedError(
      `No machine for ${trial.architecture} can be booted; there are x86_64 and aarch64.`,
    );
  }
  const { signal } = trial;
  signal.throwIfAborted();
  const { program } = machine;
  const { memory } = config;
  const timeoutMs = durationToMilliseconds(config.timeout);
  // Its user can read these files, but cannot enter the folders above them.
  const kernel = await open(trial.kernel);
  const initramfs = await open(trial.initramfs).catch(async error => {
    await kernel.close();
    throw error;
  });
  const started = performance.now();
  try {
    const [command, ...args] = confine(
      [
        program,
        ...machineArguments(
          machine,
          { kernel: '/proc/self/fd/3', initramfs: '/proc/self/fd/4' },
          memory,
        ),
      ],
      { memory, seconds: Math.ceil(timeoutMs / 1000) },
    );
    const child = spawn(command, args, {
      cwd: '/',
      detached: true,
      env: { PATH: process.env.PATH, LANG: 'C' },
      stdio: ['ignore', 'pipe', 'pipe', kernel.fd, initramfs.fd],
    });
    const output = new Console();
    let complaint = '';
    let end: BootOutput['end'] = 'stopped';
    const kill = () => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    };
    const timer = setTimeout(() => {
      end = 'time';
      kill();
    }, timeoutMs);
    signal.addEventListener('abort', kill);
    child.stdout!.on('data', (chunk: Buffer) => {
      output.add(chunk);
      if (output.isFull) {
        end = 'output';
        kill();
      }
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk}`.slice(-MAX_COMPLAINT);
    });
    let exitCode: number | null;
    try {
      [exitCode] = await once(child, 'close');
    } catch (error) {
      throw new BuildFailedError(
        `${command}, of util-linux, could not be started on the backend's machine: it confines QEMU.`,
        { cause: error },
      );
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
    }
    signal.throwIfAborted();
    if (end === 'stopped' && exitCode !== 0) {
      throw new BuildFailedError(
        `QEMU could not boot the kernel: ${explainStart(complaint, program)}`,
      );
    }
    const milliseconds = Math.round(performance.now() - started);
    return { text: output.text, end, milliseconds };
  } finally {
    await Promise.all([kernel.close(), initramfs.close()]);
  }
}
