import { elfWithModinfo } from '../../__testUtils__/elf';
import { UNAME } from '../../__testUtils__/labKernel';
import type { RepositoryEntry } from '../../__testUtils__/pushRepository';

/** Puts the module where drivers have theirs. */
export const COPY_MODULE = 'COPY simple.ko /opt/lib/modules/${KERNEL_VERSION}/';

/**
 * A driver's repository that has its module already, so that its image is made
 * in a second, of nothing else.
 *
 * @param stages - lines before the last stage, which waits for a stage `made`
 * @param module - what is in its place
 */
export function quickDriver(
  stages: string[] = [],
  module = elfWithModinfo({ vermagic: `${UNAME} SMP mod_unload` }),
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
