import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLab } from '../__testUtils__/lab';
import { SOURCE, UNAME } from '../__testUtils__/labKernel';
import { publishImage } from '../__testUtils__/publishImage';
import { Edge } from './__testUtils__/Edge';
import { FaultBench } from './__testUtils__/FaultBench';
import { quickToolkit } from './__testUtils__/quickToolkit';

jest.setTimeout(120_000);

/** Accepts a tag's manifest, but stores nothing. */
function forget(request: IncomingMessage, response: ServerResponse): boolean {
  if (
    request.method !== 'PUT' ||
    !/\/manifests\/[^/]+$/.test(request.url ?? '') ||
    request.url?.includes('sha256:')
  ) {
    return false;
  }
  request.resume().on('end', () => {
    response.writeHead(201, { location: request.url });
    response.end();
  });
  return true;
}

describe('driver-toolkit backend on a registry that accepts and forgets', () => {
  const otherKernel = '5.14.0-427.el9';
  let folder: string;
  let edge: Edge;
  let bench: FaultBench;

  beforeAll(async () => {
    const lab = readLab();
    folder = await mkdtemp(join(tmpdir(), 'lying-registry-'));
    const containerfile = join(folder, 'Containerfile');
    await writeFile(containerfile, quickToolkit());
    edge = await Edge.open(lab.registry);
    bench = await FaultBench.start(
      {
        toolkit: {
          containerfile,
          baseImage: lab.baseImage.replace(lab.registry, edge.address),
        },
      },
      { registry: edge.address },
    );
  });

  afterEach(() => edge.calm());

  afterAll(async () => {
    await bench?.stop();
    await edge?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('fails a toolkit build whose tag is missing afterwards, and does not add it to the index', async () => {
    const { api, images } = bench.backend;
    const reference = `${images.toolkit}:${otherKernel}`;
    edge.intercept(forget);

    const { build } = await api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: otherKernel,
    });
    const forgotten = await bench.backend.follow(build.id);

    expect(forgotten.build).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /was pushed as sha256:[0-9a-f]{64}, but the tag does not exist\.$/,
        ),
      },
    });
    expect(forgotten.lines).not.toContainEqual(
      expect.stringContaining('Attempt 2'),
    );
    expect((await api.getKernel(SOURCE, otherKernel)).images[0]).toMatchObject({
      reference,
      state: 'absent',
    });

    edge.calm();
    const retried = await api.retryBuild(build.id);
    const kept = await bench.backend.follow(retried.build.id);
    expect(kept.build.state).toBe('succeeded');
    expect((await api.getKernel(SOURCE, otherKernel)).images[0]).toMatchObject({
      state: 'present',
      digest: kept.build.digest,
    });
  });

  it('fails a driver build whose tag still names the old image', async () => {
    const { lab, images } = bench.backend;
    const reference = `${images.drivers}/honest:${UNAME}`;
    await publishImage(lab, reference);
    edge.intercept(forget);

    const { build } = await bench.build('honest');

    expect(build).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /^.*:5\.14\.0-391\.el9\.x86_64 was pushed as (sha256:\S+), but the tag names (?!\1)sha256:[0-9a-f]{64}\.$/,
        ),
      },
    });
    edge.calm();
    expect(await bench.aftermath()).toEqual({ left: [], next: 'succeeded' });
  });
});
