import type { Gate } from './Gate';

const MODULE = `#include <linux/module.h>
MODULE_LICENSE("GPL");
static int __init slow_init(void) { return 0; }
static void __exit slow_exit(void) { }
module_init(slow_init);
module_exit(slow_exit);
`;

const WAIT = `port=$1
for part in $(seq 300); do echo "prepared part $part of 300"; done
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  echo "waiting, $((turn += 1)). time"
  sleep 0.2
done
for part in $(seq 300); do echo "finished part $part of 300"; done
`;

/** Files of a driver whose build has a step that waits for a gate, between many log lines. */
export function slowDriver(gate: Gate): Record<string, string> {
  return {
    'slow.c': MODULE,
    Kbuild: 'obj-m += slow.o\n',
    'wait.sh': WAIT,
    Containerfile: `ARG DTK_IMAGE
FROM \${DTK_IMAGE} AS builder
ARG KERNEL_VERSION
USER root
WORKDIR /build
COPY Kbuild slow.c wait.sh ./
RUN bash wait.sh ${gate.port}
RUN make -C /lib/modules/\${KERNEL_VERSION}/build M=/build modules
RUN install -D -t /out/opt/lib/modules/\${KERNEL_VERSION} slow.ko
FROM scratch
COPY --from=builder /out/opt /opt
`,
  };
}
