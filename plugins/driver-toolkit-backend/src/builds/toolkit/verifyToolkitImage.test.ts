import { Readable } from 'node:stream';
import type { BuiltImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack, type Header } from 'tar-stream';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import { verifyToolkitImage } from './verifyToolkitImage';

const KERNEL = '5.14.0-391.el9';
const plan: ToolkitPlan = {
  type: 'toolkit',
  source: 'stream',
  kernel: KERNEL,
  architecture: 'x86_64',
  repository: 'lab',
  tag: KERNEL,
  imageReference: `localhost/verified:${KERNEL}`,
  baseImage: 'base',
  unameReleases: [`${KERNEL}.x86_64`],
};
const KIB = 1024;

type Entry = Partial<Header> & { content?: string };
const file = (content: string): Entry[] => [{ content }];
const release = (version: unknown) =>
  JSON.stringify({ KERNEL_VERSION: version });

describe('verifyToolkitImage', () => {
  /** An image without rpm, with this entry as its release file. */
  function verify(
    entries: Entry[] | undefined,
    labels: Record<string, string> = { 'kernel-version': KERNEL },
  ) {
    const image: Pick<BuiltImage, 'labels' | 'readPath' | 'runProgram'> = {
      labels: async () => labels,
      runProgram: async () => undefined,
      readPath: async (path, read) => {
        if (!entries || path !== '/etc/driver-toolkit-release.json') {
          return undefined;
        }
        const tar = pack();
        for (const { content, ...header } of entries) {
          tar.entry(
            { name: 'driver-toolkit-release.json', ...header },
            content ?? '',
          );
        }
        tar.finalize();
        return read(Readable.from(tar));
      },
    };
    return verifyToolkitImage(image, plan, {
      signal: new AbortController().signal,
      log: () => {},
    });
  }

  it.each([KERNEL, `${KERNEL}.x86_64`])(
    'accepts an image for %s',
    async version => {
      expect(await verify(file(release(version)))).toBeUndefined();
    },
  );

  it.each<[string, Entry[] | undefined, string]>([
    [
      'no release file',
      undefined,
      'it has no /etc/driver-toolkit-release.json',
    ],
    ['a folder', [{ type: 'directory' }], 'release.json is not a file.'],
    ['a link', [{ type: 'symlink', linkname: 'a' }], 'is not a file.'],
    [
      'several files',
      [...file(release(KERNEL)), ...file(release(KERNEL))],
      'has more than one file, which is refused.',
    ],
    ['no JSON', file('\u001b[2J{'), 'is not JSON: \ufffd[2J{'],
    ['another kernel', file(release('1-1')), "release.json is '1-1'."],
    ['no kernel', file('{}'), 'release.json is missing.'],
    ['JSON of nothing', file('null'), 'release.json is missing.'],
    ['a list', file(release([KERNEL])), 'The image was built for another'],
    [
      'a long name',
      file(release(`a\n${'x'.repeat(60_000)}`)),
      `is 'a ${'x'.repeat(198)}'.`,
    ],
  ])('refuses an image with %s', async (_, entries, message) => {
    await expect(verify(entries)).rejects.toThrow(message);
  });

  it('accepts a release file of 64 KiB, and no longer one', async () => {
    const longest = release(KERNEL).padEnd(64 * KIB);
    await verify(file(longest));
    await expect(verify(file(`${longest} `))).rejects.toThrow(
      'is too long: it has 65537 bytes, the limit is 65536.',
    );
  });

  it.each([
    ['missing', {}, 'its label kernel-version is missing.'],
    ['another', { 'kernel-version': '1-1' }, "label kernel-version is '1-1'."],
    [
      'long',
      { 'kernel-version': 'x'.repeat(KIB * KIB) },
      `label kernel-version is '${'x'.repeat(200)}'.`,
    ],
  ])('refuses an image whose label is %s', async (_, labels, message) => {
    await expect(
      verify(file(release(KERNEL)), labels as Record<string, string>),
    ).rejects.toThrow(message);
  });
});
