import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageBuild } from '../Builder';
import { ownershipArguments } from './workingContainers';

/** What one run of podman makes of a build, and with what. */
export interface BuildPart {
  /** Arguments that select a stage; undefined for the image. */
  stage?: readonly string[];
  /** Arguments for what this builder lends. */
  lent?: readonly string[];
  /** Leaves it to the caller to remove the working containers. */
  keepsContainers?: boolean;
}

/** The arguments of the `podman build` that makes an image, or a stage of it. */
export function buildArguments(
  build: ImageBuild,
  { limits, extraArguments, toolkitArguments = [] }: BuilderConfig,
  files: {
    authFile: string;
    ownerFile: string;
    idFile: string;
    /** Undefined where podman's own is to do. */
    policyFile?: string;
  },
  { stage, lent = [], keepsContainers = false }: BuildPart = {},
): string[] {
  return [
    'build',
    ...(keepsContainers ? ['--rm=false'] : []),
    '--pull=missing',
    '--authfile',
    files.authFile,
    ...(files.policyFile ? ['--signature-policy', files.policyFile] : []),
    '--platform',
    `linux/${toOciArchitecture(build.architecture)}`,
    ...Object.entries(build.arguments).flatMap(([name, value]) => [
      '--build-arg',
      `${name}=${value}`,
    ]),
    ...(limits.memory ? ['--memory', limits.memory] : []),
    ...(limits.cpus ? cpuArguments(limits.cpus) : []),
    ...extraArguments,
    // What is shared goes to the operator's own Containerfile alone, and so do these.
    ...(build.shared ? toolkitArguments : []),
    ...lent,
    ...ownershipArguments(files.ownerFile),
    '--iidfile',
    files.idFile,
    ...(stage ?? ['--tag', build.tag]),
    '--file',
    build.containerfile,
    build.context,
  ];
}

function cpuArguments(cpus: number): string[] {
  const period = 100_000; // microseconds, the kernel's default
  return [
    '--cpu-period',
    String(period),
    '--cpu-quota',
    String(Math.round(cpus * period)),
  ];
}
