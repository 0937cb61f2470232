import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  BuiltImage,
  ImagePush,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readLab } from '../../__testUtils__/lab';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { PodmanService } from './__testUtils__/PodmanService';
import { processesWith } from './__testUtils__/processesWith';
import { PodmanBuilder } from './PodmanBuilder';
import { Podman } from './process/Podman';
import { findPushedDigest } from './registries/findPushedDigest';

jest.setTimeout(60_000);

const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

describe('PodmanBuilder over a connection', () => {
  const { signal } = new AbortController();
  let service: PodmanService;
  let bench: PodmanBench;

  beforeAll(async () => {
    service = await PodmanService.start(readLab());
    bench = await PodmanBench.create({
      connection: service.connection,
      builds: ['toolkits'],
    });
    process.env.CONTAINERS_CONF = service.configuration;
  });

  afterAll(async () => {
    await bench?.dispose();
    await service?.stop();
  });

  const push = (image: BuiltImage, change: Partial<ImagePush>) =>
    image.push({
      reference: `${bench.lab.registry}/test/remote:${randomUUID()}`,
      others: [],
      access: { prefix: bench.lab.registry, insecure: true },
      signal,
      onLines: () => {},
      ...change,
    });

  /** The registry's digest and content of a tag. */
  async function manifestOf(reference: string) {
    const [name, tag] = reference
      .slice(bench.lab.registry.length + 1)
      .split(':');
    const answer = await fetch(
      `http://${bench.lab.registry}/v2/${name}/manifests/${tag}`,
      { headers: { accept: MANIFEST_TYPES.join(', ') } },
    );
    return {
      digest: answer.headers.get('docker-content-digest'),
      content: await answer.json(),
    };
  }

  it('says that it is on another machine', async () => {
    const inspection = await bench.builder.inspect();
    expect(inspection).toMatchObject({
      reachable: true,
      version: expect.any(String),
      problems: [expect.stringContaining('on another machine')],
    });
    expect(inspection.freeBytes).toBeUndefined();
  });

  it('refuses caches in drivers’ steps, because all drivers share them there', async () => {
    const builder = await PodmanBuilder.create(
      { ...bench.config, builds: ['drivers'] },
      { baseDirectory: bench.folder },
    );
    const domain = {
      type: 'driver' as const,
      driver: 'one',
      toolkit: `${bench.lab.registry}/toolkit@sha256:${'1'.repeat(64)}`,
      access: { prefix: bench.lab.registry, insecure: true },
    };
    try {
      const { problems } = await builder.inspect();
      expect(problems.join('\n')).not.toContain('could not test whether');

      const cache = 'RUN --mount=type=cache,id=shared,target=/cache ls /cache';
      await expect(bench.build([cache], { builder, domain })).rejects.toThrow(
        'could lead a step to folders of the build host or to what other drivers keep there: leave out its cache mounts.',
      );

      const plain = await bench.build(['RUN echo "went on"'], {
        builder,
        domain,
      });
      expect(plain.output).toContain('went on');
      plain.image.discard();
    } finally {
      await builder.close();
    }
  });

  it('builds, looks into the image, and pushes it alone and with others', async () => {
    const greeting = `$(touch /oops) "${randomUUID()}"`;
    const { image, output } = await bench.build(
      [
        'ARG GREETING',
        'RUN echo "$GREETING" > /greeting && echo "said it"',
        'LABEL purpose="a test; \\$x"',
      ],
      { arguments: { GREETING: greeting } },
    );
    expect(output).toContain('said it');

    const { builder } = bench;
    expect(await image.labels(signal)).toMatchObject({
      purpose: 'a test; $x',
    });
    const tar = await image.readPath('/greeting', text, signal);
    expect(tar).toContain(greeting);
    expect(await image.readPath('/nowhere', text, signal)).toBeUndefined();
    expect(await image.runProgram(['cat', '/greeting'], text, signal)).toBe(
      `${greeting}\n`,
    );
    expect(await image.runProgram(['no-such'], text, signal)).toBeUndefined();

    const alone = `${bench.lab.registry}/test/remote:${randomUUID()}`;
    const digest = await push(image, { reference: alone });
    expect(digest).toBe((await manifestOf(alone)).digest);

    const other = await bench.build([`LABEL other=${randomUUID()}`]);
    const both = `${bench.lab.registry}/test/remote:${randomUUID()}`;
    const listed = await push(other.image, {
      reference: both,
      others: [digest],
    });
    const list = await manifestOf(both);
    expect(list.digest).toBe(listed);
    expect(list.content.manifests).toHaveLength(2);
    expect(list.content.manifests[0].digest).toBe(digest);
    expect(await bench.newContainers()).toEqual([]);

    const authFile = join(bench.context, 'auth.json');
    await writeFile(authFile, '{}');
    const podman = new Podman({
      connection: service.connection,
      temporaryDirectory: bench.folder,
    });
    const find = (id: string) =>
      findPushedDigest(id, alone, {
        podman,
        workDirectory: builder.workDirectory,
        authFile,
        signal,
        run: async args => (await podman.query(args)).trim(),
      });
    expect(await find(image.id)).toBe(digest);
    await expect(find(other.image.id)).rejects.toThrow(
      `${alone} was pushed, but the registry has another image there: ${digest}.`,
    );
  });

  it('fails with the step and its last lines', async () => {
    const failure = await bench
      .build([`RUN echo "about to fail ${randomUUID()}" && exit 7`])
      .catch(error => error);

    expect(failure.message).toContain('exit status 7');
    expect(failure.step).toContain('exit 7');
    expect(failure.lines).toContainEqual(
      expect.stringMatching(/^about to fail/),
    );
  });

  it('ends at once when it is stopped; its step ends by itself', async () => {
    const marker = `sleep 3.${Date.now()}`;
    const controller = new AbortController();
    const stopped = bench.build(
      [`RUN echo started; ${marker}`, `RUN echo ${randomUUID()}`],
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
    while ((await processesWith(marker)).length > 0) {
      await delay(200);
    }
    while ((await bench.newContainers()).length > 0) {
      await delay(200);
    }
  });
});
