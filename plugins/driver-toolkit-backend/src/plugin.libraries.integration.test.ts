import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { readLab } from './__testUtils__/lab';
import { KERNEL, SOURCE } from './__testUtils__/labKernel';
import { playLab } from './__testUtils__/playLab';
import { publishImage } from './__testUtils__/publishImage';

jest.setTimeout(300_000);

const NEWEST = '5.14.0-427.el9';
const MIDDLE = '5.14.0-404.el9';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const LIBRARY = {
  kernelSource: SOURCE,
  imageRepository: 'lab',
  keepLatest: 2,
  budget: 1,
};

describe('driver-toolkit backend, on a library of the lab', () => {
  let backend: BackendOnLab;

  afterEach(async () => {
    await playLab(backend.lab, 'fault', 'registry', 'none');
    await backend.stop();
  });

  const run = () => backend.api.runMaintenance(SOURCE, 'lab');
  const outcomes = ({ queued, skipped, tags }: MaintenanceRun) => ({
    queued: queued.map(({ kernel }) => kernel),
    skipped: skipped.map(({ kernel, cause }) => `${kernel} ${cause}`),
    tags: tags.map(({ tag, outcome }) => `${tag} ${outcome}`),
  });
  const manifestUrl = (tag: string) => {
    const { registry } = backend.lab;
    const repository = backend.images.toolkit.slice(registry.length + 1);
    return `http://${registry}/v2/${repository}/manifests/${tag}`;
  };

  /** All tags except those of attachments. */
  async function pushedTags(): Promise<string[]> {
    const answer = await fetch(
      manifestUrl('').replace(/manifests\/$/, 'tags/list'),
    );
    const { tags } = (await answer.json()) as { tags: string[] };
    return tags.filter(tag => !tag.startsWith('sha256-')).sort();
  }

  /** Pushes an image with a unique manifest. */
  async function publish(tag: string): Promise<void> {
    await publishImage(backend.lab, `${backend.images.toolkit}:${tag}`);
    const answer = await fetch(manifestUrl(tag), {
      headers: { accept: MANIFEST },
    });
    const annotations = { tag };
    const { ok } = await fetch(manifestUrl(tag), {
      method: 'PUT',
      headers: { 'content-type': MANIFEST },
      body: JSON.stringify({ ...(await answer.json()), annotations }),
    });
    expect(ok).toBe(true);
  }

  async function waitForBuilds({ queued }: MaintenanceRun): Promise<void> {
    for (const { buildId } of queued) {
      const { build } = await backend.follow(buildId);
      expect(build).toMatchObject({
        state: 'succeeded',
        requestedBy: 'plugin:driver-toolkit',
      });
    }
  }

  it('builds missing images in several runs, then has nothing to do', async () => {
    backend = await BackendOnLab.start({ maintain: [LIBRARY] });
    await playLab(backend.lab, 'fault', 'registry', 'down');

    const blind = await run();
    expect(outcomes(blind)).toEqual({
      queued: [],
      skipped: [`${NEWEST} unknown`, `${MIDDLE} unknown`],
      tags: [],
    });
    expect(blind.skipped[0].reason).toMatch(
      /could not be reached: the connection was refused/,
    );
    expect((await backend.api.getBuilds({})).totalItems).toBe(0);

    await playLab(backend.lab, 'fault', 'registry', 'none');
    const first = await run();
    expect(outcomes(first)).toEqual({
      queued: [NEWEST],
      skipped: [`${MIDDLE} budget`],
      tags: [],
    });
    await waitForBuilds(first);

    const second = await run();
    expect(outcomes(second)).toEqual({
      queued: [MIDDLE],
      skipped: [],
      tags: [],
    });
    await waitForBuilds(second);

    const third = await run();
    expect(outcomes(third)).toEqual({ queued: [], skipped: [], tags: [] });
    expect(third.problems).toEqual([]);
    expect(await backend.api.getMaintenance()).toEqual([
      {
        source: SOURCE,
        repository: 'lab',
        keepLatest: 2,
        budget: 1,
        rebuildStale: false,
        running: false,
        runs: [third, second, first, blind],
      },
    ]);
    expect(await pushedTags()).toEqual([MIDDLE, NEWEST]);
  });

  it('does not repeat a failed build until its Containerfile changes', async () => {
    const { baseImage } = readLab();
    const folder = await mkdtemp(join(tmpdir(), 'containerfile-'));
    const containerfile = join(folder, 'Containerfile');
    await writeFile(containerfile, `FROM ${baseImage}\nRUN false\n`);
    backend = await BackendOnLab.start({
      toolkit: { containerfile, baseImage },
      maintain: [{ ...LIBRARY, keepLatest: 1 }],
    });
    try {
      const first = await run();
      expect(outcomes(first).queued).toEqual([NEWEST]);
      const [{ buildId }] = first.queued;
      expect((await backend.follow(buildId)).build.state).toBe('failed');

      const second = await run();
      expect(outcomes(second)).toEqual({
        queued: [],
        skipped: [`${NEWEST} unchanged`],
        tags: [],
      });
      expect(second.skipped[0]).toMatchObject({ buildId });

      await writeFile(containerfile, `FROM ${baseImage}\nRUN exit 2\n`);
      const third = await run();
      expect(outcomes(third).queued).toEqual([NEWEST]);
      await backend.follow(third.queued[0].buildId);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('lists old tags, and deletes none of them in a dry run', async () => {
    backend = await BackendOnLab.start({
      maintain: [{ ...LIBRARY, retention: { keepLatest: 2 } }],
    });
    const published = [KERNEL, MIDDLE, NEWEST, 'latest'];
    for (const tag of published) {
      await publish(tag);
    }

    for (let i = 0; i < 2; i++) {
      expect(outcomes(await run())).toEqual({
        queued: [],
        skipped: [],
        tags: [`${KERNEL} listed`],
      });
    }
    expect(await pushedTags()).toEqual([...published].sort());
  });

  it('deletes what the previous run has listed, and nothing that another tag needs', async () => {
    backend = await BackendOnLab.start({
      maintain: [
        {
          ...LIBRARY,
          keepLatest: 1,
          retention: { keepLatest: 1, dryRun: false },
        },
      ],
    });
    for (const tag of [KERNEL, NEWEST, 'latest']) {
      await publish(tag);
    }
    for (const tag of [MIDDLE, 'team-a']) {
      // Two tags of one image.
      await publishImage(backend.lab, `${backend.images.toolkit}:${tag}`);
    }

    const first = await run();
    expect(outcomes(first)).toEqual({
      queued: [],
      skipped: [],
      tags: [`${KERNEL} listed`, `${MIDDLE} kept`],
    });
    expect(first.tags.map(({ reason }) => reason)).toEqual([
      'The next run deletes it.',
      'The tag team-a needs the same image.',
    ]);
    expect(await pushedTags()).toHaveLength(5);

    expect(outcomes(await run()).tags).toEqual([
      `${KERNEL} deleted`,
      `${MIDDLE} kept`,
    ]);
    expect(await pushedTags()).toEqual(
      [MIDDLE, NEWEST, 'latest', 'team-a'].sort(),
    );
    expect((await fetch(manifestUrl(KERNEL))).status).toBe(404);
    const { images } = await backend.api.getKernel(SOURCE, KERNEL);
    expect(images[0]).toMatchObject({ repository: 'lab', state: 'absent' });
  });
});
