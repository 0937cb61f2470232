import { elfWithSymbols } from '../../__testUtils__/elf';
import { UNAME } from '../../__testUtils__/labKernel';
import type { RepositoryEntry } from '../../__testUtils__/pushRepository';

/** Copies the module to the usual place of drivers' modules. */
export const COPY_MODULE = 'COPY simple.ko /opt/lib/modules/${KERNEL_VERSION}/';

/**
 * A driver's repository with a ready module, so that its image is built in a
 * second.
 *
 * @param stages - lines before the last stage, which depends on a stage `made`
 * @param module - the content of the module's file
 */
export function quickDriver(
  stages: string[] = [],
  module = elfWithSymbols(
    { vermagic: `${UNAME} SMP mod_unload` },
    { needs: {} },
  ),
): Record<string, RepositoryEntry> {
  const uses = stages.some(line => line.endsWith(' AS made'))
    ? ['COPY --from=made /etc/passwd /made']
    : [];
  return {
    Containerfile: [
      'ARG DTK_IMAGE',
      ...stages,
      'FROM scratch',
      'ARG KERNEL_VERSION',
      ...uses,
      COPY_MODULE,
      '',
    ].join('\n'),
    'simple.ko': module,
  };
}
