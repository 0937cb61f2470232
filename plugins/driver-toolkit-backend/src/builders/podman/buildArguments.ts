import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageBuild } from '../Builder';
import { ownershipArguments } from './workingContainers';

/** The arguments of the `podman build` that makes an image. */
export function buildArguments(
  build: ImageBuild,
  { limits, extraArguments }: BuilderConfig,
  files: { authFile: string; ownerFile: string; idFile: string },
): string[] {
  return [
    'build',
    '--pull=missing',
    '--authfile',
    files.authFile,
    '--platform',
    `linux/${toOciArchitecture(build.architecture)}`,
    ...pairs('--build-arg', build.arguments),
    ...pairs('--label', build.labels),
    ...(limits.memory ? ['--memory', limits.memory] : []),
    ...(limits.cpus ? cpuArguments(limits.cpus) : []),
    ...extraArguments,
    ...ownershipArguments(files.ownerFile),
    '--iidfile',
    files.idFile,
    '--tag',
    build.tag,
    '--file',
    build.containerfile,
    build.context,
  ];
}

function pairs(flag: string, values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [
    flag,
    `${name}=${value}`,
  ]);
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
