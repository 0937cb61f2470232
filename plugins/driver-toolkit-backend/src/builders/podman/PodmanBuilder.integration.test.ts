import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readLab } from '../../__testUtils__/lab';
import type { ImageBuild } from '../Builder';
import { BuildFailedError } from '../BuildFailedError';
import { PodmanBuilder } from './PodmanBuilder';
import { reapBuilds, reapWorkDirectory } from './reapBuilds';
import { ownershipArguments } from './workingContainers';

jest.setTimeout(180_000);

const execute = promisify(execFile);
/** With the lab's environment, which a test's `process.env` alone has. */
const run = (file: string, args: string[]) =>
  execute(file, args, { env: process.env });
const lab = readLab();
const config: BuilderConfig = {
  id: 'test',
  type: 'podman',
  architectures: ['x86_64'],
  concurrency: 1,
  limits: { timeout: { minutes: 5 } },
  extraArguments: ['--network=host'],
};
const forever = new AbortController().signal;

const queryLab = async (args: readonly string[]) =>
  (await run('podman', [...args])).stdout;

/** Arguments of every living process that carry a marker. */
async function processesWith(marker: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid,args', '-ww']);
  return stdout.split('\n').filter(line => line.includes(marker));
}

/** A time to sleep that no other process sleeps. */
function uniqueSeconds(prefix: string): string {
  return `${prefix}${Date.now() % 1_000_000}`;
}

/** Containers of podman and working containers of builds. */
async function containers(): Promise<string[]> {
  const { stdout } = await run('podman', ['ps', '-aq', '--external']);
  return stdout.split('\n').filter(Boolean);
}

describe('PodmanBuilder', () => {
  let folder: string;
  let context: string;
  let builder: PodmanBuilder;
  let others: string[];
  const environment = { ...process.env };

  beforeAll(async () => {
    Object.assign(process.env, lab.env);
    folder = await mkdtemp(join(tmpdir(), 'podman-builder-'));
    context = await mkdtemp(join(tmpdir(), 'podman-context-'));
    builder = await PodmanBuilder.create(config, folder);
    others = await containers();
  });

  afterAll(async () => {
    process.env = environment;
    await rm(folder, { recursive: true, force: true });
    await rm(context, { recursive: true, force: true });
  });

  async function expectNoContainers(): Promise<void> {
    const found = await containers();
    expect(found.filter(id => !others.includes(id))).toEqual([]);
  }

  async function build(
    lines: string[],
    options: Partial<ImageBuild> = {},
  ): Promise<{ imageId: string; output: string[] }> {
    const containerfile = join(context, `Containerfile-${randomUUID()}`);
    await writeFile(
      containerfile,
      [`FROM ${lab.baseImage}`, ...lines, ''].join('\n'),
    );
    const output: string[] = [];
    const imageId = await builder.build({
      containerfile,
      context,
      tag: `localhost/builder-test:${randomUUID()}`,
      arguments: {},
      labels: {},
      architecture: 'x86_64',
      registries: [{ prefix: lab.registry, insecure: true }],
      signal: forever,
      onLine: line => {
        output.push(line);
        options.onLine?.(line);
      },
      ...(options.signal && { signal: options.signal }),
      ...(options.arguments && { arguments: options.arguments }),
      ...(options.labels && { labels: options.labels }),
      ...(options.registries && { registries: options.registries }),
    });
    return { imageId, output };
  }

  it('tells its version and that nothing is missing', async () => {
    expect(await builder.inspect()).toEqual({
      reachable: true,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      freeBytes: expect.any(Number),
      problems: [],
    });
  });

  it('builds with arguments and labels, and reads files of the image', async () => {
    // A new one each run, so that no cached layer hides what the step prints.
    const greeting = `$(touch /tmp/oops); "hi" & bye ${randomUUID()}`;
    const { imageId, output } = await build(
      ['ARG GREETING', 'RUN echo "$GREETING" > /greeting && echo "said it"'],
      {
        arguments: { GREETING: greeting },
        labels: { purpose: 'a test; with $signs' },
      },
    );

    expect(output).toContain('said it');
    expect(await builder.labels(imageId, forever)).toMatchObject({
      purpose: 'a test; with $signs',
    });
    const tar = await builder.readPath(imageId, '/greeting', text, forever);
    expect(tar).toContain(greeting);
    expect(
      await builder.readPath(imageId, '/nowhere', text, forever),
    ).toBeUndefined();
  });

  it('fails with the step, the reason and the last lines', async () => {
    const failure = await build(['RUN echo "about to fail" && exit 7']).catch(
      error => error,
    );

    expect(failure).toBeInstanceOf(BuildFailedError);
    expect(failure.message).toContain('exit status 7');
    expect(failure.step).toBe('RUN echo "about to fail" && exit 7');
    expect(failure.lines).toContain('about to fail');
  });

  it('stops a running step that ignores SIGTERM, and leaves nothing behind', async () => {
    const marker = uniqueSeconds('31');
    const controller = new AbortController();
    const building = build(
      [
        `RUN trap "" TERM; echo started; sleep ${marker} & wait; sleep ${marker}`,
      ],
      {
        signal: controller.signal,
        onLine: line => {
          if (line === 'started') {
            controller.abort(new Error('enough'));
          }
        },
      },
    );

    await expect(building).rejects.toThrow('enough');
    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    expect(await readdir(builder.workDirectory)).toEqual([]);
    await expectNoContainers();
  });

  it('leaves nothing behind when it is stopped between two steps', async () => {
    const controller = new AbortController();
    const building = build(
      [`ENV ONLY=${randomUUID()}`, 'RUN true', 'RUN true', 'RUN true'],
      {
        signal: controller.signal,
        onLine: line => {
          if (line.startsWith('STEP 3/')) {
            controller.abort(new Error('enough'));
          }
        },
      },
    );

    await expect(building).rejects.toThrow('enough');
    await expectNoContainers();
  });

  it('pushes and tells the digest the registry has', async () => {
    const { imageId } = await build(['LABEL a=b']);
    const reference = `${lab.registry}/test/pushed:${randomUUID()}`;

    const digest = await builder.push(imageId, reference, {
      access: { prefix: lab.registry, insecure: true },
      signal: forever,
      onLine: () => {},
    });

    const [name, tag] = reference.slice(lab.registry.length + 1).split(':');
    const answer = await fetch(
      `http://${lab.registry}/v2/${name}/manifests/${tag}`,
      {
        method: 'HEAD',
        headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
      },
    );
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
  });

  it('says that a registry refused the push', async () => {
    const { imageId } = await build(['LABEL a=b']);
    const registry = createServer((_, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end('{"errors":[{"code":"DENIED","message":"not for you"}]}');
    });
    await new Promise<void>(done => registry.listen(0, '127.0.0.1', done));
    const { port } = registry.address() as AddressInfo;
    try {
      await expect(
        builder.push(imageId, `127.0.0.1:${port}/a/b:c`, {
          access: {
            prefix: `127.0.0.1:${port}`,
            insecure: true,
            credentials: { username: 'u', password: 'sesame' },
          },
          signal: forever,
          onLine: () => {},
        }),
      ).rejects.toThrow(
        /The image was built, but .* could not be pushed: .*(not for you|denied|403)/i,
      );
    } finally {
      registry.close();
    }
  });

  it('clears away after the dead and leaves the folder of the living', async () => {
    const [, startTime] = builder.workDirectory.split('/').pop()!.split('-');
    const dead = join(folder, `${process.pid}-${Number(startTime) - 1}-abcdef`);
    await mkdir(join(dead, 'buildah123'), { recursive: true });

    await builder.reap();

    expect(await readdir(folder)).toEqual([
      builder.workDirectory.split('/').pop(),
    ]);
  });

  it('clears away what a killed backend and its podman left', async () => {
    const marker = uniqueSeconds('32');
    const dead = join(builder.workDirectory, 'scratch-of-the-dead');
    await mkdir(dead);
    await writeFile(join(dead, 'owner'), '');
    await writeFile(
      join(context, 'Containerfile'),
      `FROM ${lab.baseImage}\nRUN echo started; sleep ${marker}\n`,
    );
    const podman = spawn(
      'podman',
      [
        'build',
        '--network=host',
        ...ownershipArguments(join(dead, 'owner')),
        context,
      ],
      { env: { ...process.env, TMPDIR: dead } },
    );
    await new Promise<void>(resolve => {
      podman.stdout.on('data', chunk => /^started/m.test(chunk) && resolve());
    });
    podman.kill('SIGKILL');
    await once(podman, 'exit');
    expect(await processesWith(`sleep ${marker}`)).not.toEqual([]);

    await reapWorkDirectory(builder.workDirectory, queryLab);

    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    await expectNoContainers();
    builder = await PodmanBuilder.create(config, folder);
  });

  it('ends when podman is killed, though the step holds its output', async () => {
    const marker = uniqueSeconds('33');
    const building = build(
      [`RUN trap "" TERM HUP; echo started; sleep ${marker}`],
      {
        onLine: async line => {
          if (line === 'started') {
            const [podman] = await processesWith(
              `--iidfile ${builder.workDirectory}`,
            );
            process.kill(Number(podman.trim().split(' ')[0]), 'SIGKILL');
          }
        },
      },
    );

    await expect(building).rejects.toThrow(
      /^The step `RUN trap.* failed: podman was killed by SIGKILL, which the kernel does when memory runs out$/,
    );
    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    expect(await readdir(builder.workDirectory)).toEqual([]);
    await expectNoContainers();
  });

  it('stops one of two builds and leaves the other alone', async () => {
    const marker = uniqueSeconds('34');
    const go = join(context, 'go');
    let otherStarted = () => {};
    const started = new Promise<void>(resolve => {
      otherStarted = resolve;
    });
    const other = build(
      [
        `RUN --mount=type=bind,target=/context echo started ${marker}; while ! test -e /context/go; do sleep 0.1; done; echo went on`,
      ],
      {
        onLine: line => line === `started ${marker}` && otherStarted(),
      },
    );
    await started;
    const controller = new AbortController();
    const stopped = build(
      [
        `RUN trap "" TERM; echo started; sleep ${marker} & wait; sleep ${marker}`,
      ],
      {
        signal: controller.signal,
        onLine: line => {
          if (line === 'started') {
            controller.abort(new Error('enough'));
          }
        },
      },
    );

    await expect(stopped).rejects.toThrow('enough');
    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    await writeFile(go, '');
    expect((await other).output).toContain('went on');
    await rm(go);
    await expectNoContainers();
  });

  it('reaches exactly the registries by plain HTTP that it is told to', async () => {
    const { imageId } = await build(['LABEL a=b']);
    const reference = `${lab.registry}/test/plain:${randomUUID()}`;
    const push = (prefix: string) =>
      builder.push(imageId, reference, {
        access: { prefix, insecure: true },
        signal: forever,
        onLine: () => {},
      });
    const pull = (prefix: string) =>
      build([`FROM ${reference}`], {
        registries: [{ prefix, insecure: true }],
      });
    const file = process.env.CONTAINERS_REGISTRIES_CONF;
    const plain = join(context, 'registries.conf');
    await writeFile(plain, 'unqualified-search-registries = []\n');
    process.env.CONTAINERS_REGISTRIES_CONF = plain;
    try {
      await expect(push('registry.example.com/team')).rejects.toThrow(/HTTPS/);
      await push(`${lab.registry}/test`);
      await run('podman', ['rmi', '--force', imageId]);
      await expect(pull('registry.example.com')).rejects.toThrow(/HTTPS/);
      expect((await pull(lab.registry)).imageId).toBe(imageId);
    } finally {
      process.env.CONTAINERS_REGISTRIES_CONF = file;
    }
  });

  it('leaves no container behind when reading a path is stopped', async () => {
    const { imageId } = await build(['LABEL a=b']);
    const reading = new AbortController();
    await expect(
      builder.readPath(
        imageId,
        '/usr',
        async tar => {
          reading.abort(new Error('enough'));
          await text(tar);
        },
        reading.signal,
      ),
    ).rejects.toThrow('enough');
    for (const ms of [20, 60, 100, 140, 180]) {
      const controller = new AbortController();
      const reader = builder.readPath(
        imageId,
        '/etc/hostname',
        text,
        controller.signal,
      );
      setTimeout(() => controller.abort(new Error('enough')), ms);
      const [outcome] = await Promise.allSettled([reader]);
      expect(
        outcome.status === 'fulfilled' || outcome.reason.message === 'enough',
      ).toBe(true);
    }
    await expectNoContainers();
  });

  it('clears away the containers that a dead reader left', async () => {
    const { imageId } = await build(['LABEL a=b']);
    const dead = join(folder, `${process.pid}-1-abcdef`);
    await mkdir(dead);
    const label = `driver-toolkit.work-directory=${dead}`;
    await run('podman', [
      'create',
      '--pull=never',
      '--label',
      label,
      imageId,
      'true',
    ]);
    await expect(expectNoContainers()).rejects.toThrow();

    await builder.reap();

    await expectNoContainers();
  });

  it('says that podman does not answer', async () => {
    const path = process.env.PATH;
    await writeFile(join(context, 'podman'), '#!/bin/sh\nexec sleep 600\n', {
      mode: 0o755,
    });
    const hanging = await PodmanBuilder.create(config, {
      baseDirectory: folder,
      queryTimeoutMs: 300,
    });
    process.env.PATH = `${context}:${path}`;
    try {
      expect(await hanging.inspect()).toEqual({
        reachable: false,
        problems: ['podman did not answer within 0.3 s'],
      });
    } finally {
      process.env.PATH = path;
      await hanging.close();
    }
  });

  it('says what it cannot do on another machine, and removes its own folders', async () => {
    const socket = `unix://${join(context, 'podman.sock')}`;
    const service = spawn('podman', ['system', 'service', '--time=0', socket], {
      env: process.env,
      stdio: 'ignore',
    });
    const listening = async () =>
      (await readdir(context)).includes('podman.sock');
    while (service.exitCode === null && !(await listening())) {
      await delay(50);
    }
    process.env.CONTAINER_HOST = socket;
    const remote = await PodmanBuilder.create(config, folder);
    const dead = join(folder, `${process.pid}-1-abcdef`);
    await mkdir(dead);
    try {
      expect((await remote.inspect()).problems).toEqual([
        expect.stringContaining(
          'cancelling a build may leave its running step',
        ),
      ]);
      expect(await reapBuilds(dead, queryLab)).toEqual({ remote: true });
      await remote.reap();
      expect(await readdir(folder)).not.toContain(basename(dead));
    } finally {
      delete process.env.CONTAINER_HOST;
      service.kill();
      await once(service, 'exit');
      await remote.close();
    }
  });

  it('asks podman once for all who want to know its state', async () => {
    const asked = [builder.inspect(), builder.inspect()];
    expect(asked[0]).toBe(asked[1]);
    expect(builder.inspect()).toBe(asked[0]);
    expect((await asked[0]).reachable).toBe(true);
  });

  it('says how to install podman where it is missing', async () => {
    const path = process.env.PATH;
    const missing = await PodmanBuilder.create(config, folder);
    process.env.PATH = '/nonexistent';
    try {
      const { reachable, problems } = await missing.inspect();
      expect(reachable).toBe(false);
      expect(problems).toEqual([
        expect.stringContaining('apt-get install podman'),
      ]);
    } finally {
      process.env.PATH = path;
      await missing.close();
    }
  });
});
