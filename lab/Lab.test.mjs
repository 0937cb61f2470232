import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  addKernel,
  publishedKernels,
  readLabState,
  removeImage,
  removeKernel,
  setFault,
  startLab,
} from './Lab.mjs';
import { ociRuntime } from './containers.mjs';
import { findCommand } from './process/findCommand.mjs';
import { isAlive } from './process/ProcessRecord.mjs';
import { portOf } from './process/port.mjs';
import { run } from './process/run.mjs';

const dockerfile = fileURLToPath(new URL('../Dockerfile', import.meta.url));
const cache = fileURLToPath(new URL('../.cache/lab/', import.meta.url));
const kernel = '5.14.0-404.el9';
const newer = '5.14.0-432.el9';

/** @type {string} */
let home;
/** @type {import('./Lab.mjs').Lab} */
let lab;

before(async () => {
  await mkdir(cache, { recursive: true });
  home = await mkdtemp(join(cache, 'test-'));
  lab = await startLab({ home, ports: { registry: 0, mirror: 0, forge: 0 } });
});

after(async () => {
  await lab?.stop();
  await rm(home, { recursive: true, force: true });
});

/** @param {string[]} args */
function podman(...args) {
  return run('podman', args, { env: { ...process.env, ...lab.state.env } });
}

/** @param {string} version */
function tag(version) {
  return `${lab.state.registry}/dtk/driver-toolkit:${version}`;
}

/**
 * @param {string} version
 * @param {string[]} buildArguments
 */
function buildToolkit(version, ...buildArguments) {
  const name = /^[\w.-]+$/.test(version) ? version : 'none';
  return podman(
    'build',
    ...buildArguments.map(argument => `--build-arg=${argument}`),
    `--build-arg=KERNEL_VERSION=${version}`,
    `--tag=${tag(name)}`,
    `--file=${dockerfile}`,
    home,
  );
}

test('a lab that is up is found, not started again', async () => {
  const again = await startLab({ home });
  assert.equal(again.alreadyRunning, true);
  assert.deepEqual(again.state, lab.state);
  assert.deepEqual(await readLabState(home), lab.state);
});

test('an error names a port in use, and the variable that changes it', async t => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  t.after(() => other.close());
  const port = portOf(other);
  const elsewhere = { home: join(home, 'other'), ports: { mirror: port } };
  await assert.rejects(
    startLab({ ...elsewhere, ports: { registry: 0, forge: 0, mirror: port } }),
    (/** @type {Error} */ error) =>
      error.message.includes(`Port ${port} `) &&
      error.message.includes('DRIVER_TOOLKIT_LAB_MIRROR_PORT'),
  );
  assert.equal(await readLabState(elsewhere.home), undefined);
});

test('a kernel can be added to the mirror, and removed', async () => {
  const core = `${lab.state.mirror}/9-stream/BaseOS/x86_64/os/Packages/kernel-core-${newer}.x86_64.rpm`;
  const status = async () => (await fetch(core, { method: 'HEAD' })).status;
  assert.equal(await status(), 404);
  const metadata = await primaryHref();
  assert.ok((await addKernel(lab.state, newer)).includes(newer));
  assert.equal(await status(), 200);
  assert.notEqual(await primaryHref(), metadata);
  const old = await fetch(
    `${lab.state.mirror}/9-stream/BaseOS/x86_64/os/${metadata}`,
  );
  assert.equal(old.status, 200, 'metadata that a client has just read of');
  await removeKernel(lab.state, newer);
  assert.equal(await status(), 404);
  assert.ok(!(await publishedKernels(home)).includes(newer));
  await assert.rejects(removeKernel(lab.state, newer), /has no kernel/);
  await assert.rejects(
    addKernel(lab.state, '../x'),
    /is not a kernel that the lab can make/,
  );
});

test('an added kernel is still there after a restart', async () => {
  await addKernel(lab.state, newer);
  await lab.stop();
  lab = await startLab({ home, ports: { registry: 0, mirror: 0, forge: 0 } });
  assert.ok((await publishedKernels(home)).includes(newer));
  await removeKernel(lab.state, newer);
});

async function primaryHref() {
  const repomd = `${lab.state.mirror}/9-stream/BaseOS/x86_64/os/repodata/repomd.xml`;
  const text = await (await fetch(repomd)).text();
  return /repodata\/[0-9a-f]+-primary\.xml\.gz/.exec(text)?.[0];
}

test('wrong arguments of a toolkit are refused before anything is downloaded', async () => {
  await assert.rejects(buildToolkit(''), /Name a kernel: --build-arg/);
  await assert.rejects(
    buildToolkit(`${kernel}.x86_64`),
    /ends in an architecture: leave it out/,
  );
  await assert.rejects(
    buildToolkit('latest; true'),
    /'latest; true' is not a version-release of a kernel/,
  );
  await assert.rejects(
    buildToolkit(kernel, 'RT_KERNEL_VERSION=no'),
    /'no' is not a version-release of a kernel/,
  );
  await assert.rejects(
    buildToolkit(kernel, 'RHEL_VERSION=nine'),
    /'nine' is not a release/,
  );
});

test('a build says that the repositories lack the kernel', async () => {
  await assert.rejects(
    buildToolkit('5.14.0-1.el9'),
    /kernel 5\.14\.0-1\.el9 could not be installed for x86_64/,
  );
});

test('a toolkit describes its content, and builds a module for its kernel', async () => {
  await buildToolkit(kernel);
  const { Labels: labels, User: user } = JSON.parse(
    await podman('image', 'inspect', '--format={{json .Config}}', tag(kernel)),
  );
  assert.equal(labels['kernel-version'], kernel);
  assert.equal(labels['kernel-rt-version'], kernel);
  assert.equal(
    labels['org.opencontainers.image.base.name'],
    'quay.io/centos/centos:stream9',
  );
  assert.equal(user, 'builder');

  const work = join(home, 'driver');
  await mkdir(work);
  await writeFile(join(work, 'Containerfile'), driverContainerfile);
  await writeFile(join(work, 'Kbuild'), 'obj-m := hello.o\n');
  await writeFile(join(work, 'hello.c'), helloModule);
  await podman(
    'build',
    `--build-arg=TOOLKIT=${tag(kernel)}`,
    `--volume=${work}:/out`,
    work,
  );
  const release = JSON.parse(
    await readFile(join(work, 'release.json'), 'utf8'),
  );
  assert.deepEqual(release, {
    KERNEL_VERSION: `${kernel}.x86_64`,
    RT_KERNEL_VERSION: `${kernel}.x86_64+rt`,
    RHEL_VERSION: '9',
    ARCHITECTURE: 'x86_64',
  });
  for (const name of ['default', 'rt']) {
    const vermagic = await readFile(join(work, `vermagic-${name}`), 'utf8');
    const suffix = name === 'rt' ? '+rt' : '';
    assert.ok(vermagic.startsWith(`${kernel}.x86_64${suffix} `), vermagic);
  }
});

test('a toolkit without the real-time kernel does not come from the cache', async () => {
  await buildToolkit(kernel, 'RT_KERNEL_VERSION=');
  const release = await podman(
    'run',
    '--rm',
    tag(kernel),
    'cat',
    '/etc/driver-toolkit-release.json',
  );
  assert.equal(JSON.parse(release).RT_KERNEL_VERSION, '');
});

test('a pushed image is in the registry under its digest', async () => {
  const digestFile = join(home, 'digest');
  await podman('push', `--digestfile=${digestFile}`, tag(kernel));
  const digest = await readFile(digestFile, 'utf8');
  const response = await fetch(
    `http://${lab.state.registry}/v2/dtk/driver-toolkit/manifests/${digest}`,
    { headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } },
  );
  assert.equal(response.status, 200);
});

test('an image can be removed from the registry', async () => {
  const image = `dtk/driver-toolkit:${kernel}`;
  await removeImage(lab.state.registry, image);
  await assert.rejects(
    removeImage(lab.state.registry, image),
    /The lab's registry has no dtk\/driver-toolkit/,
  );
});

test('a part can be made to fail, and works again', async () => {
  const { mirror, registry } = lab.state;
  const status = async (/** @type {string} */ url) => (await fetch(url)).status;
  for (const fault of [401, 429, 500]) {
    await setFault(home, 'registry', String(fault));
    assert.equal(await status(`http://${registry}/v2/`), fault);
  }
  await setFault(home, 'mirror', 'down');
  await assert.rejects(status(mirror), /fetch failed/);
  await setFault(home, 'registry', 'none');
  await setFault(home, 'mirror', 'none');
  assert.equal(await status(`http://${registry}/v2/`), 200);
  assert.equal(await status(`${mirror}/9-stream/`), 404);
  await assert.rejects(setFault(home, 'mirror', 'tired'), /is not a fault/);
  lab.state.pids = (await readLabState(home))?.pids ?? {};
});

test('a stopped lab leaves nothing behind, not even of a killed build', async () => {
  await killBuildInStep();
  const { pids, env } = lab.state;
  assert.notEqual((await containers(env.TMPDIR)).length, 0);
  await lab.stop();
  assert.deepEqual(Object.values(pids).filter(isAlive), []);
  assert.deepEqual(await containers(env.TMPDIR), []);
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  assert.ok(!mounts.includes(home));
  assert.equal(await readLabState(home), undefined);
});

async function killBuildInStep() {
  const work = join(home, 'endless');
  await mkdir(work);
  await writeFile(
    join(work, 'Containerfile'),
    'FROM quay.io/centos/centos:stream9\nRUN trap "" TERM; echo begun; sleep 600\n',
  );
  const build = spawn('podman', ['build', '--no-cache', work], {
    env: { ...process.env, ...lab.state.env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: build.stdout });
  for await (const line of lines) {
    if (line === 'begun') {
      break;
    }
  }
  build.kill('SIGKILL');
  await once(build, 'exit');
}

/**
 * @param {string} folder
 * @returns {Promise<{ bundle: string }[]>}
 */
async function containers(folder) {
  const runtime = await findCommand(await ociRuntime());
  /** @type {{ bundle: string }[]} */
  const list =
    JSON.parse(await run(String(runtime), ['list', '--format=json'])) ?? [];
  return list.filter(({ bundle }) => bundle.startsWith(`${folder}/`));
}

const driverContainerfile = `ARG TOOLKIT
FROM \${TOOLKIT}
USER root
WORKDIR /out
RUN set -eu; . /etc/driver-toolkit-release.sh; \\
    cp /etc/driver-toolkit-release.json release.json; \\
    for kernel in "$KERNEL_VERSION" "$RT_KERNEL_VERSION"; do \\
      mkdir -p "/tmp/$kernel"; cp Kbuild hello.c "/tmp/$kernel"; \\
      make -C "/lib/modules/$kernel/build" "M=/tmp/$kernel" modules; \\
      installed="/opt/lib/modules/$kernel"; \\
      mkdir -p "$installed/extra"; cp "/lib/modules/$kernel"/modules.* "$installed"; \\
      cp "/tmp/$kernel/hello.ko" "$installed/extra"; \\
      depmod -b /opt "$kernel"; grep -q extra/hello.ko "$installed/modules.dep"; \\
    done; \\
    modinfo -F vermagic "/tmp/$KERNEL_VERSION/hello.ko" > vermagic-default; \\
    modinfo -F vermagic "/tmp/$RT_KERNEL_VERSION/hello.ko" > vermagic-rt
`;

const helloModule = `#include <linux/module.h>
MODULE_LICENSE("GPL");
static int __init hello_init(void) { return 0; }
static void __exit hello_exit(void) { }
module_init(hello_init);
module_exit(hello_exit);
`;
