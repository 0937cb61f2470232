import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The account of the lab's forge, which is on loopback. */
const AUTHORIZATION = `Basic ${btoa('lab-forge:loopback-only')}`;

const MODULE = `#include <linux/module.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("As of round ROUND");
static int __init bench_init(void) { return 0; }
static void __exit bench_exit(void) { }
module_init(bench_init);
module_exit(bench_exit);
`;

/** One file of a driver with many; its functions give the compiler work. */
const PART = (/** @type {number} */ index) => `#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
${Array.from(
  { length: 40 },
  (_, n) => `int bench_${index}_${n}(struct net_device *dev, int value);
int bench_${index}_${n}(struct net_device *dev, int value)
{
	for (int i = 0; i < ${n + 2}; i++)
		value = value * ${n + 3} + netif_queue_stopped(dev);
	return value;
}
`,
).join('')}`;

/** Like the template's, without signing. */
const CONTAINERFILE = `ARG DTK_IMAGE
FROM \${DTK_IMAGE} AS builder
ARG KERNEL_VERSION
USER 0
WORKDIR /build
COPY Kbuild *.c ./
RUN make -C "/lib/modules/\${KERNEL_VERSION}/build" M=/build modules \\
 && install -D -m 0644 -t "/opt/lib/modules/\${KERNEL_VERSION}/extra" bench.ko
RUN depmod -b /opt "\${KERNEL_VERSION}"
FROM BASE
COPY --from=builder /opt/lib/modules/ /opt/lib/modules/
`;

/** A driver's repository on the lab's forge, and a checkout of it. */
export class DriverRepository {
  /**
   * @param {{ forge: string, baseImage: string }} lab
   * @param {string} name
   * @param {number} parts number of files besides the first
   */
  static async create({ forge, baseImage }, name, parts) {
    const answer = await fetch(`${forge}/api/v1/orgs/drivers/repos`, {
      method: 'POST',
      headers: {
        authorization: AUTHORIZATION,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name }),
    });
    if (!answer.ok) {
      throw new Error(`The forge answered ${answer.status}`);
    }
    const folder = await mkdtemp(join(tmpdir(), 'bench-driver-'));
    const names = Array.from({ length: parts }, (_, index) => `part_${index}`);
    for (const [index, part] of names.entries()) {
      await writeFile(join(folder, `${part}.c`), PART(index));
    }
    await writeFile(
      join(folder, 'Kbuild'),
      `obj-m += bench.o\nbench-y := ${['first', ...names]
        .map(part => `${part}.o`)
        .join(' ')}\n`,
    );
    await writeFile(
      join(folder, 'Containerfile'),
      CONTAINERFILE.replace('BASE', baseImage),
    );
    const repository = new DriverRepository(
      name,
      folder,
      `${forge}/drivers/${name}`,
    );
    await repository.#git('init', '--quiet', '--initial-branch=main');
    return repository;
  }

  /**
   * @param {string} name
   * @param {string} folder
   * @param {string} url
   */
  constructor(name, folder, url) {
    this.name = name;
    this.folder = folder;
    this.url = url;
  }

  /**
   * Changes the driver, so that it cannot use layers of the last round.
   *
   * @param {string} round
   */
  async change(round) {
    await writeFile(
      join(this.folder, 'first.c'),
      MODULE.replace('ROUND', String(round)),
    );
    await this.#git('add', '.');
    await this.#git('commit', '--quiet', `--message=Round ${round}`);
    await this.#git('push', '--quiet', `${this.url}.git`, 'main');
  }

  remove() {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** @param {string[]} args */
  #git(...args) {
    return run('git', [
      ...['-C', this.folder, '-c', 'user.name=Bench'],
      ...['-c', 'user.email=bench@localhost'],
      ...['-c', `http.extraHeader=Authorization: ${AUTHORIZATION}`],
      ...args,
    ]);
  }
}
