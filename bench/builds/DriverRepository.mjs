import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Of the lab's forge, which lives on loopback. */
const AUTHORIZATION = `Basic ${btoa('lab-forge:loopback-only')}`;

const MODULE = `#include <linux/module.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("As of round ROUND");
static int __init bench_init(void) { return 0; }
static void __exit bench_exit(void) { }
module_init(bench_init);
module_exit(bench_exit);
`;

/** As the template's, without signing. */
const CONTAINERFILE = `ARG DTK_IMAGE
FROM \${DTK_IMAGE} AS builder
ARG KERNEL_VERSION
USER 0
WORKDIR /build
COPY Kbuild bench.c ./
RUN make -C "/lib/modules/\${KERNEL_VERSION}/build" M=/build modules \\
 && install -D -m 0644 -t "/opt/lib/modules/\${KERNEL_VERSION}/extra" bench.ko
RUN depmod -b /opt "\${KERNEL_VERSION}"
FROM BASE
COPY --from=builder /opt/lib/modules/ /opt/lib/modules/
`;

/** A driver's repository on the lab's forge, and a checkout of it. */
export class DriverRepository {
  static async create({ forge, baseImage }, name) {
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
    await writeFile(join(folder, 'Kbuild'), 'obj-m += bench.o\n');
    await writeFile(
      join(folder, 'Containerfile'),
      CONTAINERFILE.replace('BASE', baseImage),
    );
    const repository = new DriverRepository(folder, `${forge}/drivers/${name}`);
    await repository.#git('init', '--quiet', '--initial-branch=main');
    return repository;
  }

  constructor(folder, url) {
    this.folder = folder;
    this.url = url;
  }

  /** Changes the driver, so that none of its layers can be taken from the last round. */
  async change(round) {
    await writeFile(
      join(this.folder, 'bench.c'),
      MODULE.replace('ROUND', String(round)),
    );
    await this.#git('add', '.');
    await this.#git('commit', '--quiet', `--message=Round ${round}`);
    await this.#git('push', '--quiet', `${this.url}.git`, 'main');
  }

  remove() {
    return rm(this.folder, { recursive: true, force: true });
  }

  #git(...args) {
    return run('git', [
      ...['-C', this.folder, '-c', 'user.name=Bench'],
      ...['-c', 'user.email=bench@localhost'],
      ...['-c', `http.extraHeader=Authorization: ${AUTHORIZATION}`],
      ...args,
    ]);
  }
}
