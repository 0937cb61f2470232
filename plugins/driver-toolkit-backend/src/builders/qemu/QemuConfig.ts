import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import {
  absolutePath,
  byteSize,
  duration,
  knownKeys,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

const PROGRAM = 'an absolute path, such as /usr/libexec/qemu-kvm';
const MAX_TIMEOUT_MS = 3_600_000;
const TIMEOUT = "a duration of up to 1 hour, such as 'PT1M'";
const MEMORY = "a size from 128MiB to 16GiB, such as '512MiB'";

/** How kernels are booted. */
export interface QemuConfig {
  /** By RPM name of the architecture; programs of the search path otherwise. */
  programs: { x86_64?: string; aarch64?: string };
  /** Bytes of one machine. */
  memory: number;
  /** A machine that runs longer is killed. */
  timeout: HumanDuration;
}

/** The key `boot` of a builder that boots with QEMU. */
export const qemuBoot = knownKeys({
  qemu: knownKeys({
    programs: knownKeys({
      x86_64: absolutePath(PROGRAM).optional(),
      aarch64: absolutePath(PROGRAM).optional(),
    }).prefault({}),
    memory: byteSize(MEMORY, { min: '128MiB', max: '16GiB' }).prefault(
      '512MiB',
    ),
    timeout: duration
      .refine(value => durationToMilliseconds(value) <= MAX_TIMEOUT_MS, TIMEOUT)
      .prefault('PT1M'),
  }),
});
