import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack } from 'tar-stream';
import { queryLabPodman } from '../../__testUtils__/queryLabPodman';
import { PodmanBench } from './__testUtils__/PodmanBench';

/** For builds that are never stopped. */
const FOREVER = new AbortController().signal;

jest.setTimeout(180_000);

describe('PodmanBuilder building and pushing', () => {
  let bench: PodmanBench;

  beforeAll(async () => {
    bench = await PodmanBench.create();
  });

  afterAll(() => bench.dispose());

  it('builds with arguments and labels, and reads files of the image', async () => {
    // New in each run, so that no cached layer hides the step's output.
    const greeting = `$(touch /tmp/oops); "hi" & bye ${randomUUID()}`;
    const { image, output } = await bench.build(
      [
        'ARG GREETING',
        'RUN echo "$GREETING" > /greeting && echo "said it"',
        'LABEL purpose="a test; with \\$signs"',
      ],
      { arguments: { GREETING: greeting } },
    );

    expect(output).toContain('said it');
    expect(await image.labels(FOREVER)).toMatchObject({
      purpose: 'a test; with $signs',
    });
    const tar = await image.readPath('/greeting', text, FOREVER);
    expect(tar).toContain(greeting);
    expect(await image.readPath('/nowhere', text, FOREVER)).toBeUndefined();
  });

  it('fails with the step, the reason and the last lines', async () => {
    const failure = await bench
      .build(['RUN echo "about to fail" && exit 7'])
      .catch(error => error);

    expect(failure).toBeInstanceOf(BuildFailedError);
    expect(failure.message).toContain('exit status 7');
    expect(failure.step).toBe('RUN echo "about to fail" && exit 7');
    expect(failure.lines).toContain('about to fail');
  });

  it.each(['FROM %s', 'FROM scratch\nCOPY --from=%s / /'])(
    'takes no image from this machine, with %j',
    async lines => {
      const archive = join(bench.context, 'archive.tar');
      const layers = pack();
      layers.entry({ name: 'secret' }, 'secret');
      layers.finalize();
      await writeFile(archive, await buffer(layers));
      const containerfile = join(bench.context, 'OfArchive');
      await writeFile(containerfile, lines.replace('%s', `tarball:${archive}`));
      await expect(bench.build([], { containerfile })).rejects.toThrow(
        /is rejected by policy|no stage or image found/,
      );
    },
  );

  it('pushes and returns the registry’s digest', async () => {
    const { image } = await bench.build(['LABEL a=b']);
    const reference = `${bench.lab.registry}/test/pushed:${randomUUID()}`;

    const digest = await image.push({
      reference,
      others: [],
      access: { prefix: bench.lab.registry, insecure: true },
      signal: FOREVER,
      onLines: () => {},
    });

    const [name, tag] = reference
      .slice(bench.lab.registry.length + 1)
      .split(':');
    const answer = await fetch(
      `http://${bench.lab.registry}/v2/${name}/manifests/${tag}`,
      {
        method: 'HEAD',
        headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
      },
    );
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
  });

  it('says that a registry refused the push', async () => {
    const { image } = await bench.build(['LABEL a=b']);
    const registry = createServer((_, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end('{"errors":[{"code":"DENIED","message":"not for you"}]}');
    });
    await new Promise<void>(done => registry.listen(0, '127.0.0.1', done));
    const { port } = registry.address() as AddressInfo;
    try {
      await expect(
        image.push({
          reference: `127.0.0.1:${port}/a/b:c`,
          others: [],
          access: {
            prefix: `127.0.0.1:${port}`,
            insecure: true,
            credentials: { username: 'u', password: 'sesame' },
          },
          signal: FOREVER,
          onLines: () => {},
        }),
      ).rejects.toThrow(
        /The image was built, but .* could not be pushed: .*(not for you|denied|403)/i,
      );
    } finally {
      registry.close();
    }
  });

  it('reaches exactly the given registries by plain HTTP', async () => {
    const { image } = await bench.build(['LABEL a=b']);
    const reference = `${bench.lab.registry}/test/plain:${randomUUID()}`;
    const push = (prefix: string) =>
      image.push({
        reference,
        others: [],
        access: { prefix, insecure: true },
        signal: FOREVER,
        onLines: () => {},
      });
    const pull = (prefix: string) =>
      bench.build([`FROM ${reference}`], {
        registries: [{ prefix, insecure: true }],
      });
    const file = process.env.CONTAINERS_REGISTRIES_CONF;
    const plain = join(bench.context, 'registries.conf');
    await writeFile(plain, 'unqualified-search-registries = []\n');
    process.env.CONTAINERS_REGISTRIES_CONF = plain;
    try {
      await expect(push('registry.example.com/team')).rejects.toThrow(/HTTPS/);
      await push(`${bench.lab.registry}/test`);
      await queryLabPodman(['rmi', '--force', image.id]);
      await expect(pull('registry.example.com')).rejects.toThrow(/HTTPS/);
      expect((await pull(bench.lab.registry)).image.id).toBe(image.id);
    } finally {
      process.env.CONTAINERS_REGISTRIES_CONF = file;
    }
  });
});
