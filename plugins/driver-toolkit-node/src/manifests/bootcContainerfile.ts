import { InputError } from '@backstage/errors';
import type { DriverFile } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Deployment } from './ManifestOptions';
import { moduleParameters } from './moduleParameters';

/**
 * A Containerfile that adds the driver to a bootc image, whose kernel loads it
 * at boot.
 *
 * @throws InputError unless it is for exactly one kernel
 */
export function bootcContainerfile(deployment: Deployment): string {
  const { driver, name, kernels } = deployment;
  const [kernel, ...others] = kernels;
  if (others.length > 0) {
    throw new InputError(
      `A bootc image has one kernel, but ${kernels.length} are named: ${kernels
        .map(({ unameRelease }) => unameRelease)
        .join(', ')}. Name the kernel of your bootc image.`,
    );
  }
  const { unameRelease, pinned } = kernel;
  const modules = `/usr/lib/modules/${unameRelease}`;
  const base = deployment.bootcImage ?? usualBase(unameRelease);
  return `# Adds ${driver.modules
    .map(module => module.name)
    .join(', ')} to a bootc image with the kernel ${unameRelease}.
ARG BOOTC_IMAGE${base === undefined ? '' : `=${base}`}

FROM ${pinned} AS driver

FROM \${BOOTC_IMAGE}
RUN test -d ${modules} || { \\
      echo "error: the image has the kernel $(ls /usr/lib/modules), but the driver is for ${unameRelease}" >&2; \\
      exit 1; \\
    }
COPY --from=driver /opt/lib/modules/${unameRelease}/extra/ ${modules}/extra/
${
  driver.firmware?.length
    ? 'COPY --from=driver /opt/lib/firmware/ /usr/lib/firmware/\n'
    : ''
}RUN depmod ${unameRelease}
${writeFile(
  `/usr/lib/modules-load.d/${name}.conf`,
  driver.modules.map(module => module.name),
)}${writeFile(`/usr/lib/modprobe.d/${name}.conf`, modprobeLines(driver))}`;
}

/** The community's image for a kernel of CentOS Stream or Fedora. */
function usualBase(unameRelease: string): string | undefined {
  const [, distribution, release] =
    /\.(el|fc)(\d+)(?:\.|$)/.exec(unameRelease) ?? [];
  if (distribution === 'el') {
    return `quay.io/centos-bootc/centos-bootc:stream${release}`;
  }
  return distribution && `quay.io/fedora/fedora-bootc:${release}`;
}

function modprobeLines({ modules, replaces = [] }: DriverFile): string[] {
  return [
    ...modules.flatMap(module => {
      const { before = [], after = [] } = module.softDependencies ?? {};
      const parameters = moduleParameters(module);
      return [
        ...(parameters.length
          ? [`options ${module.name} ${parameters.join(' ')}`]
          : []),
        ...(before.length + after.length > 0
          ? [
              `softdep ${module.name}${list(' pre:', before)}${list(
                ' post:',
                after,
              )}`,
            ]
          : []),
      ];
    }),
    ...replaces.map(module => `blacklist ${module}`),
  ];
}

function list(what: string, modules: readonly string[]): string {
  return modules.length ? `${what} ${modules.join(' ')}` : '';
}

/** An instruction; nothing for a file without lines. */
function writeFile(path: string, lines: readonly string[]): string {
  const quoted = lines.map(line => `'${line.replaceAll("'", "'\\''")}'`);
  return lines.length
    ? `RUN printf '%s\\n' \\\n${quoted
        .map(line => `      ${line} \\\n`)
        .join('')}    > ${path}\n`
    : '';
}
