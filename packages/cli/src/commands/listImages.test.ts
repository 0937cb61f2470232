import { addImages } from '../__testUtils__/addImages';
import { runHere } from '../__testUtils__/runHere';
import { World } from '../__testUtils__/World';

const TAGS = ['5.14.0-70.el9', 'nightly', '5.14.0-391.el9'];

describe('driver-toolkit images', () => {
  let world: World;
  let digests: string[];
  beforeEach(async () => {
    world = await World.create();
    digests = addImages(world.server, 'dtk', TAGS);
  });
  afterEach(() => world.close());

  async function config(...imageRepositories: object[]): Promise<string> {
    return await world.write('app-config.yaml', {
      driverToolkit: { imageRepositories },
    });
  }

  it('lists images, newest kernel first, and other tags last', async () => {
    const file = await config(world.imageRepository('dtk'));

    expect(await runHere(['images', '--config', file])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        `TAG             REPOSITORY  PLATFORMS  SIZE     CREATED     DIGEST`,
        `5.14.0-391.el9  dtk         amd64      3.0 MiB  2026-01-02  ${digests[2]}`,
        `5.14.0-70.el9   dtk         amd64      3.0 MiB  2026-01-02  ${digests[0]}`,
        `nightly         dtk         amd64      3.0 MiB  2026-01-02  ${digests[1]}`,
        '',
      ].join('\n'),
    });
  });

  it('lists those of one repository as JSON', async () => {
    addImages(world.server, 'other', ['5.14.0-1.el9']);
    const file = await config(
      world.imageRepository('dtk'),
      world.imageRepository('other', { title: 'Other' }),
    );

    const { exitCode, stdout } = await runHere([
      ...['images', '--config', file, '--repository', 'other', '--json'],
    ]);

    const image = `${world.server.host}/other`;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      images: [
        expect.objectContaining({
          repository: 'other',
          reference: `${image}:5.14.0-1.el9`,
          tag: '5.14.0-1.el9',
          digest: expect.stringMatching(/^sha256:/),
          labels: { tag: '5.14.0-1.el9' },
        }),
      ],
      repositories: [
        { id: 'other', title: 'Other', image, images: 1, warnings: [] },
      ],
    });
  });

  it('prints readable repositories if another one fails', async () => {
    world.server.set('/v2/secret/tags/list?n=1000', { status: 403 });
    const file = await config(
      world.imageRepository('secret'),
      world.imageRepository('dtk'),
    );

    const { exitCode, stdout, stderr } = await runHere([
      ...['images', '--config', file],
    ]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain(digests[0]);
    expect(stderr).toMatch(/^error: secret: .+\n$/);
  });

  it('lists a tag whose details are unknown, and says so', async () => {
    const manifest = await fetch(
      `${world.server.origin}/v2/dtk/manifests/${digests[0]}`,
    );
    const { digest } = (await manifest.json()).config;
    world.server.set(`/v2/dtk/blobs/${digest}`, { status: 403 });
    const file = await config(world.imageRepository('dtk'));

    const { exitCode, stdout, stderr } = await runHere([
      ...['images', '--config', file],
    ]);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^5\.14\.0-70\.el9 +dtk +- +- +- +sha256:/m);
    expect(stderr).toMatch(
      /^warning: dtk: Details of 1 of the \d+ tags of .+ could not be read: .+\n$/,
    );
  });

  it('accepts a repository without any push', async () => {
    world.server.set('/v2/new/tags/list?n=1000', {
      status: 404,
      body: JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN' }] }),
    });
    const file = await config(world.imageRepository('new'));

    expect(await runHere(['images', '--config', file])).toEqual({
      exitCode: 0,
      stdout: 'TAG  REPOSITORY  PLATFORMS  SIZE  CREATED  DIGEST\n',
      stderr: `warning: new: ${world.server.host}/new does not exist yet, so it has no images.\n`,
    });
  });
});
