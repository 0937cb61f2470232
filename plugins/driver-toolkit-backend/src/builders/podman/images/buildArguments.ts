import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageBuild } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { ownershipArguments } from '../cleanup/workingContainers';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';

/** The part of a build that one run of podman makes. */
export interface BuildPart {
  /** Arguments that select a stage; undefined for the image. */
  stage?: readonly string[];
  /** The image's name. */
  tag?: string;
  /** Arguments for folders that this builder lends. */
  lent?: readonly string[];
  /** Leaves it to the caller to remove the working containers. */
  keepsContainers?: boolean;
}

/** The arguments of the `podman build` that makes an image, or a stage of it. */
export function buildArguments(
  build: ImageBuild,
  {
    limits,
    extraArguments,
    toolkitArguments = [],
    connection,
    driverProxy = false,
  }: PodmanBuilderConfig,
  files: {
    authFile: string;
    ownerFile: string;
    idFile: string;
    /** Undefined to use podman's default policy. */
    policyFile?: string;
  },
  { stage, tag, lent = [], keepsContainers = false }: BuildPart = {},
): string[] {
  const isDriver = build.domain.type === 'driver';
  return [
    'build',
    ...(keepsContainers ? ['--rm=false'] : []),
    // On another machine, drivers share a storage: one driver must not use
    // images or cached layers that another has pulled or made.
    ...(isDriver && connection !== undefined
      ? ['--pull=always', '--no-cache', '--layers=false']
      : ['--pull=missing']),
    // A proxy's address may contain a password.
    ...(isDriver && !driverProxy ? ['--http-proxy=false'] : []),
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
    ...(isDriver ? [] : toolkitArguments),
    ...lent,
    ...ownershipArguments(files.ownerFile),
    '--iidfile',
    files.idFile,
    ...(stage ?? []),
    ...(tag === undefined ? [] : ['--tag', tag]),
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
