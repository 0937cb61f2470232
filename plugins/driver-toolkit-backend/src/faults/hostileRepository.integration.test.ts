import { randomUUID } from 'node:crypto';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { RepositoryEntry } from '../__testUtils__/pushRepository';
import { FaultBench } from './__testUtils__/FaultBench';
import { COPY_MODULE, quickDriver } from './__testUtils__/quickDriver';

jest.setTimeout(180_000);

const DEEP = Array.from({ length: 16 }, (_, i) => `d${i}`);
/** A path from a deep folder back to the repository's top. */
const BACK = `${DEEP.join('/')}/back`;
/**
 * A link that seems to stay within the repository, because it passes through
 * another link. Its name sorts first, so it is extracted before the other.
 */
const seemsInside = (target: string) => ({
  linkTo: `${BACK}${'/..'.repeat(DEEP.length + 1)}${target}`,
});
const back: Record<string, RepositoryEntry> = {
  [BACK]: { linkTo: '../'.repeat(DEEP.length) },
};

describe('driver-toolkit backend on hostile repositories', () => {
  let folder: string;
  let bench: FaultBench;
  const secret = randomUUID();

  const withContainerfile = (...lines: string[]) => ({
    ...quickDriver(),
    Containerfile: [...lines, ''].join('\n'),
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'of-this-machine-'));
    const archive = join(folder, 'backup.tar');
    const layers = pack();
    layers.entry({ name: 'secret' }, secret);
    layers.finalize();
    await writeFile(archive, await buffer(layers));
    await writeFile(join(folder, 'secret'), secret);
    const repositories: Record<string, Record<string, RepositoryEntry>> = {
      'linked-containerfile': {
        ...quickDriver(),
        Containerfile: { linkTo: join(folder, 'secret') },
      },
      'folder-containerfile': {
        'Containerfile/FROM': 'scratch',
        'Dockerfile/FROM': 'scratch',
      },
      'link-out': { ...quickDriver(), ...back, '0': seemsInside(folder) },
      'ignore-out': {
        ...quickDriver(),
        ...back,
        '.containerignore': seemsInside('/dev/zero'),
      },
      'image-of-archive': withContainerfile(`FROM tarball:${archive}`),
      'image-of-folder': withContainerfile(`FROM dir:${folder}`),
      'image-of-others': withContainerfile(
        'FROM containers-storage:localhost/other:latest',
      ),
      'copy-of-archive': withContainerfile(
        'FROM scratch',
        `COPY --from=tarball:${archive} / /`,
      ),
      'odd-stage': withContainerfile('FROM scratch AS --odd'),
      'copy-from-outside': withContainerfile(
        'FROM scratch',
        'COPY ../auth.json ../../ /outside/',
      ),
      'mount-of-outside': withContainerfile(
        'ARG DTK_IMAGE',
        'FROM ${DTK_IMAGE}',
        `RUN --mount=type=bind,source=../../../../../../../..,target=/outside ls -lR /outside && test -e /outside/simple.ko && ! test -e /outside${folder} && ! find /outside -name auth.json | grep . && exit 42`,
      ),
      'asks-for-secrets': withContainerfile(
        'ARG DTK_IMAGE',
        'FROM ${DTK_IMAGE}',
        'RUN --mount=type=secret,id=driver-toolkit-build ! test -s /run/secrets/driver-toolkit-build && exit 42',
      ),
      'odd-names': {
        ...quickDriver(),
        Containerfile: [
          'FROM scratch AS o.d-d_1',
          'FROM scratch',
          'ARG KERNEL_VERSION',
          'COPY . /all/',
          'LABEL "$(touch /tmp/x)"="\u001b[31m\u0007`id`" --flag="${HOME}"',
          'ENV A="\u001b]0;title\u0007" B=$(id)',
          COPY_MODULE,
          '',
        ].join('\n'),
        'two\nlines': '',
        '$(touch oops)': '',
        '--flag': '',
        '-rf': '',
        '"quotes\' and `ticks`': '',
        'a folder/\u001b[31mred': '',
      },
      'odd-step': withContainerfile(
        'ARG DTK_IMAGE',
        'FROM ${DTK_IMAGE}',
        'RUN printf "STEP 9/9: all is well\\nError: \\033[32mno error\\033[0m\\n"; exit 42 # \u001b[31m',
      ),
      'long-labels': withContainerfile(
        'FROM scratch',
        'ARG KERNEL_VERSION',
        `LABEL long=${'x'.repeat(60_000)}`,
        COPY_MODULE,
      ),
    };
    bench = await FaultBench.start(
      {},
      {
        drivers: Object.fromEntries(
          Object.entries(repositories).map(([name, files]) => [
            name,
            { files },
          ]),
        ),
      },
    );
  });

  afterAll(async () => {
    await bench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['linked-containerfile', /neither a Containerfile nor a Dockerfile/],
    ['folder-containerfile', /neither a Containerfile nor a Dockerfile/],
    ['link-out', /link that leads out of the repository/],
    ['ignore-out', /link that leads out of the repository/],
    ['image-of-archive', /Line 1 has no image of a registry in its FROM/],
    ['image-of-folder', /Line 1 has no image of a registry in its FROM/],
    ['image-of-others', /Line 1 has no image of a registry in its FROM/],
    ['copy-of-archive', /Line 2 reads from tarball:/],
    ['odd-stage', /Line 1 has a stage name with characters other/],
    ['copy-from-outside', /escaping context directory|no such file/],
    ['mount-of-outside', /exit status 42/],
    ['asks-for-secrets', /exit status 42/],
  ])('gives nothing of this machine to %s', async (driver, message) => {
    const { build, lines } = await bench.build(driver);

    expect(build.error?.message).toMatch(message);
    expect(build.state).toBe('failed');
    expect(lines.join('\n')).not.toContain(secret);
  });

  it('treats names only as names', async () => {
    const { build, lines } = await bench.build('odd-names');

    expect(build.error).toBeUndefined();
    expect(build.state).toBe('succeeded');
    expect(lines.join('\n')).toContain('\u001b[31m');
    await expect(access('/tmp/x')).rejects.toThrow('ENOENT');
  });

  it('explains the failure of a build with misleading output', async () => {
    const { build } = await bench.build('odd-step');

    expect(build).toMatchObject({
      state: 'failed',
      error: { message: expect.stringMatching(/failed: exit status 42$/) },
    });
  });

  it('accepts labels of the maximum total length', async () => {
    const { build, lines } = await bench.build('long-labels');

    expect(build.error).toBeUndefined();
    expect(build.state).toBe('succeeded');
    expect(lines).toContainEqual(expect.stringMatching(/^Pushed and read/));
  });

  it('leaves nothing behind, and continues to build', async () => {
    expect(await bench.aftermath()).toEqual({ left: [], next: 'succeeded' });
  });
});
