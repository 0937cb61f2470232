import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Pipeline } from './__testUtils__/Pipeline';

jest.setTimeout(300_000);

const DOCKERFILE = resolve(__dirname, '../../../../Dockerfile');

describe('toolkit-images.yaml on the lab', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.create('github-actions/toolkit-images.yaml');
  });
  afterAll(() => pipeline?.remove());

  it("adds a tag's missing architecture and keeps the existing one", async () => {
    const [{ image: tag }] = (await pipeline.findMissing()).include;
    const arm = await pipeline.pushEmptyImage(tag, 'arm64');

    const { versions, include } = await pipeline.findMissing();
    expect(include).toMatchObject([
      { platform: 'linux/amd64', emulated: false },
    ]);

    const parts = join(pipeline.folder, 'publish/parts');
    await mkdir(parts, { recursive: true });
    for (const entry of include) {
      const folder = join(pipeline.folder, entry.architecture);
      await mkdir(folder);
      await copyFile(DOCKERFILE, join(folder, 'Dockerfile'));
      await pipeline.run('build', folder, {
        IMAGE: entry.image,
        KERNEL: entry.kernel,
        ARCHITECTURE: entry.architecture,
        EMULATED: String(entry.emulated),
        PLATFORM: entry.platform,
        BASE_IMAGE: entry.baseImage,
        RT_KERNEL: entry.rtKernel,
        REPOSITORIES: entry.repositories,
        KEEP: entry.keep.join(' '),
      });
      // Like the artifact actions, which pass it from job to job.
      await copyFile(
        join(folder, 'parts', entry.architecture),
        join(parts, entry.architecture),
      );
    }
    for (const kernel of versions) {
      const folder = join(pipeline.folder, 'publish');
      await pipeline.run('publish', folder, { KERNEL: kernel });
    }

    const built = await readFile(join(parts, 'x86_64'), 'utf8');
    expect(await pipeline.readList(tag)).toEqual([
      { architecture: 'amd64', digest: built.split('\n')[1].split('@')[1] },
      { architecture: 'arm64', digest: arm },
    ]);
    expect(await pipeline.findMissing()).toEqual({ versions: [], include: [] });
  });
});
