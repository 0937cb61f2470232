import { ConflictError } from '@backstage/errors';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { INIT_PROGRAMS } from './init.generated';

/**
 * Makes sure that each builder of an architecture can boot kernels, because any
 * of them may run a build with `check.boot`.
 *
 * @throws ConflictError that says what to install and configure
 */
export function requireBoot(
  architecture: string,
  builders: readonly Pick<BuilderConfig, 'id' | 'architectures' | 'boot'>[],
): void {
  if (!INIT_PROGRAMS[architecture]) {
    throw new ConflictError(
      `driver.yaml asks to boot the kernel (\`check.boot\`), which is possible for ${Object.keys(
        INIT_PROGRAMS,
      ).join(' and ')}, not for ${architecture}.`,
    );
  }
  const lacking = builders.filter(
    ({ architectures, boot }) =>
      architectures.includes(architecture) && boot === undefined,
  );
  if (lacking.length > 0) {
    throw new ConflictError(
      `driver.yaml asks to boot the kernel (\`check.boot\`), which builder ${lacking
        .map(({ id }) => `'${id}'`)
        .join(
          ', ',
        )} is not configured for. Install qemu-system-${architecture} on the backend's machine, and add \`boot: { qemu: {} }\` to the builder (driverToolkit.builders).`,
    );
  }
}
