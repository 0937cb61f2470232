/** A driver container's own files beside those of the template. */
export interface Shape {
  /** `driver.yaml` without `image`. */
  driver: string;
  /** By path. */
  files: Record<string, string>;
}

function module(body = ''): string {
  return `#include <linux/module.h>
MODULE_LICENSE("GPL");
${body || 'static int acme_start(void) { return 0; }'}
static int __init acme_init(void) { return acme_start(); }
static void __exit acme_exit(void) { }
module_init(acme_init);
module_exit(acme_exit);
`;
}

/** Fails to compile unless make's command line had the switch. */
const SWITCHED = module(`#ifndef ACME_VALUE
#error "configured without a value"
#endif
static int acme_start(void) { return ACME_VALUE - 1; }`);

/** A Makefile that knows nothing of the kernel but a variable. */
const MAKEFILE = `all:
	test "$(KVER)" = "5.14.0-391.el9.x86_64"
	$(MAKE) -C $(KERNELDIR) M=$(CURDIR)/driver modules
`;

const CONFIGURE = `#!/bin/sh
# Like autoconf's: takes the kernel and writes a Makefile and a header.
for argument; do
  case $argument in
    --with-kernel=*) kernel=\${argument#*=} ;;
    --with-text=*) text=\${argument#*=} ;;
  esac
done
test -d "$kernel" || { echo "no kernel in $kernel" >&2; exit 1; }
test "$text" = 'a $(b) "c" d' || { echo "wrong text: $text" >&2; exit 1; }
printf 'all:\\n\\t$(MAKE) -C %s M=$(CURDIR) modules\\n' "$kernel" > Makefile
echo '#define ACME_VALUE 1' > config.h
echo 'obj-m := acme_configured.o' > Kbuild
`;

/** Refuses objects of another build, but needs one that came as a source. */
const CLEAN_KBUILD = `obj-m := acme_core.o
acme_core-y := core.o blob.o
ifneq ($(wildcard $(src)/*.o $(src)/.*.cmd),)
$(error there are objects of another build)
endif
ifeq ($(wildcard $(src)/other.o_shipped),)
$(error there is no other.o_shipped)
endif
`;

/** One small driver of each shape that upstreams have. */
export const SHAPES = {
  'Kbuild in the root': {
    driver: 'source: { path: src }\nmodules: [acme-root]\n',
    files: {
      'src/Kbuild': 'obj-m := acme-root.o\n',
      'src/acme-root.c': module(),
    },
  },
  'a Makefile with KVER and KERNELDIR': {
    driver: `source: { path: . }
build:
  make:
    variables:
      KERNELDIR: \${KERNEL_BUILD}
      KVER: \${KERNEL_FULL_VERSION}
modules: [acme_variables]
`,
    files: {
      Makefile: MAKEFILE,
      'dkms.conf': 'PACKAGE_NAME=acme\nMAKE="make KVER=$kernelver"\n',
      'driver/Kbuild': 'obj-m := acme_variables.o\n',
      'driver/acme_variables.c': module(),
    },
  },
  'a CONFIG switch on the command line': {
    driver: `source: { path: src }
build:
  make: { directory: nic, variables: { CONFIG_ACME: m, ACME_FLAGS: '-DACME_VALUE=1' } }
modules: [acme_switch]
`,
    files: {
      'src/nic/Makefile':
        'obj-$(CONFIG_ACME) += acme_switch.o\nccflags-y += $(ACME_FLAGS)\n',
      'src/nic/acme_switch.c': SWITCHED,
    },
  },
  'a configure step': {
    driver: `source: { path: src }
build:
  configure:
    - sh
    - configure
    - --with-kernel=\${KERNEL_BUILD}
    - '--with-text=a $(b) "c" d'
modules: [acme_configured]
`,
    files: {
      'src/configure': CONFIGURE,
      'src/acme_configured.c': SWITCHED.replace(
        '\n',
        '\n#include "config.h"\n',
      ),
    },
  },
  'modules in folders that need each other': {
    driver: `source: { path: src }
modules:
  - { name: acme_core, parameters: { level: '2 3' } }
  - name: acme_nic
    softDependencies: { before: [mdio], after: [acme_later] }
replaces: [acme_old]
firmware: [blobs/acme.bin]
`,
    files: {
      'src/Kbuild': 'obj-m := core/ nic/\n',
      'src/core/Kbuild': CLEAN_KBUILD,
      'src/core/core.c': module(`int acme_shared(void);
int acme_shared(void) { return 0; }
EXPORT_SYMBOL_GPL(acme_shared);
int acme_blob(void);
static char *level;
module_param(level, charp, 0444);
static int acme_start(void) { return acme_blob(); }`),
      'src/core/blob.c':
        'int acme_blob(void);\nint acme_blob(void) { return 0; }\n',
      'src/nic/Kbuild': 'obj-m := acme_nic.o\n',
      'src/nic/acme_nic.c': module(
        'int acme_shared(void);\nstatic int acme_start(void) { return acme_shared(); }',
      ),
      'blobs/acme.bin': 'firmware\n',
      'src/core/blob.o': 'of another kernel',
      'src/core/.blob.o.cmd': 'of another kernel',
      'src/core/other.o_shipped': 'without a source',
    },
  },
} satisfies Record<string, Shape>;

/** A driver that another one needs. */
export const PROVIDER: Shape = {
  driver: `source: { path: src }
modules: [acme_provider]
exports: { headers: [include/], allow: [component:default/consumer] }
`,
  files: {
    'src/Kbuild': 'obj-m := acme_provider.o\nccflags-y := -I$(src)/include\n',
    'src/include/acme/provider.h': 'int acme_provide(void);\n',
    'src/include/notes.txt': 'Not a header.\n',
    'src/acme_provider.c': module(`#include "acme/provider.h"
int acme_provide(void) { return 0; }
EXPORT_SYMBOL_GPL(acme_provide);
static int acme_start(void) { return 0; }`),
  },
};

/** A driver that needs {@link PROVIDER}. */
export const CONSUMER: Shape = {
  driver: `source: { path: src }
build: { needs: [component:default/provider] }
modules: [acme_consumer]
`,
  files: {
    'src/Kbuild': 'obj-m := acme_consumer.o\n',
    'src/acme_consumer.c': module(`#include <acme/provider.h>
static int acme_start(void) { return acme_provide(); }`),
  },
};
