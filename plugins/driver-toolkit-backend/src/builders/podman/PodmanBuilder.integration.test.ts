import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readLab } from '../../__testUtils__/lab';
import type { ImageBuild } from '../Builder';
import { BuildFailedError } from '../BuildFailedError';
import { PodmanBuilder } from './PodmanBuilder';
import { reapBuilds } from './reapBuilds';

jest.setTimeout(180_000);

const run = promisify(execFile);
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

/** Arguments of every living process that carry a marker. */
async function processesWith(marker: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid,args', '-ww']);
  return stdout.split('\n').filter(line => line.includes(marker));
}

describe('PodmanBuilder', () => {
  let folder: string;
  let context: string;
  let builder: PodmanBuilder;
  const environment = { ...process.env };

  beforeAll(async () => {
    Object.assign(process.env, lab.env);
    folder = await mkdtemp(join(tmpdir(), 'podman-builder-'));
    context = await mkdtemp(join(tmpdir(), 'podman-context-'));
    builder = await PodmanBuilder.create(config, folder);
  });

  afterAll(async () => {
    process.env = environment;
    await rm(folder, { recursive: true, force: true });
    await rm(context, { recursive: true, force: true });
  });

  async function build(
    lines: string[],
    options: Partial<ImageBuild> = {},
  ): Promise<{ imageId: string; output: string[] }> {
    const containerfile = join(context, 'Containerfile');
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
    const marker = `31${Date.now() % 1_000_000}`;
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
    const { stdout } = await run('podman', ['ps', '-aq', '--external']);
    expect(stdout).toBe('');
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
    const { stdout } = await run('podman', ['ps', '-aq', '--external']);
    expect(stdout).toBe('');
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

  it('clears away the step of a killed build', async () => {
    const marker = `32${Date.now() % 1_000_000}`;
    const started = new Promise<void>(resolve => {
      const building = build([`RUN echo started; sleep ${marker}`], {
        onLine: line => line === 'started' && resolve(),
      });
      building.catch(() => {});
    });
    await started;
    const [podman] = await processesWith(`--iidfile ${builder.workDirectory}`);
    process.kill(Number(podman.trim().split(' ')[0]), 'SIGKILL');
    // what a new life of the backend finds
    expect(await processesWith(`sleep ${marker}`)).not.toEqual([]);

    await reapBuilds(
      builder.workDirectory,
      async args => (await run('podman', [...args])).stdout,
    );

    expect(await processesWith(`sleep ${marker}`)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    const { stdout } = await run('podman', ['ps', '-aq', '--external']);
    expect(stdout).toBe('');
  });

  it('says how to install podman where it is missing', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      const { reachable, problems } = await builder.inspect();
      expect(reachable).toBe(false);
      expect(problems).toEqual([
        expect.stringContaining('apt-get install podman'),
      ]);
    } finally {
      process.env.PATH = path;
    }
  });
});
