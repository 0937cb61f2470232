import type { LabState } from './lab';
import { pushRepository } from './pushRepository';

const MODULE = `#include <linux/module.h>
MODULE_LICENSE("GPL");
static int __init simple_init(void) { return 0; }
static void __exit simple_exit(void) { }
module_init(simple_init);
module_exit(simple_exit);
`;

const CONTAINERFILE = `ARG DTK_IMAGE
FROM \${DTK_IMAGE} AS builder
ARG KERNEL_VERSION
USER root
WORKDIR /build
COPY Kbuild simple.c ./
RUN make -C /lib/modules/\${KERNEL_VERSION}/build M=/build modules
RUN mkdir -p /out/opt/lib/modules/\${KERNEL_VERSION} && cp simple.ko /out/opt/lib/modules/\${KERNEL_VERSION}/
FROM scratch
COPY --from=builder /out/opt /opt
`;

/** A driver container of one module, `simple`. */
export const SIMPLE_DRIVER = {
  'simple.c': MODULE,
  Kbuild: 'obj-m += simple.o\n',
  Containerfile: CONTAINERFILE,
};

/**
 * Pushes a small driver container repository to the lab's forge; an incomplete
 * one has no Containerfile.
 *
 * @returns the address for Backstage's URL reader
 */
export function createDriverRepository(
  lab: LabState,
  name: string,
  options: { complete: boolean },
): Promise<string> {
  return pushRepository(lab.forge, name, {
    'README.md': `# ${name}\n`,
    ...(options.complete && SIMPLE_DRIVER),
  });
}
