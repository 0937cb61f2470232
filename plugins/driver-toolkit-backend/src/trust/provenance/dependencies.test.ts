import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  contentDependency,
  fileDependency,
  imageDependency,
  repositoryDependency,
} from './dependencies';

const HEX = 'ab'.repeat(32);
const DIGEST = `sha256:${HEX}`;

describe('what a build depends on', () => {
  it('is an image by its digest, if that is known', () => {
    expect(imageDependency('base', `quay.io/centos/centos@${DIGEST}`)).toEqual({
      name: 'base',
      uri: `docker://quay.io/centos/centos@${DIGEST}`,
      digest: { sha256: HEX },
    });
    expect(imageDependency('base', 'quay.io/centos/centos:stream9')).toEqual({
      name: 'base',
      uri: 'docker://quay.io/centos/centos:stream9',
    });
  });

  it('is a file by its location, without credentials', () => {
    expect(fileDependency('Containerfile', '/etc/a file', DIGEST)).toEqual({
      name: 'Containerfile',
      uri: 'file:///etc/a%20file',
      digest: { sha256: HEX },
    });
    expect(
      fileDependency(
        'Containerfile',
        'https://me:hunter22@git.example.com/raw/Containerfile',
        DIGEST,
      ).uri,
    ).toBe('https://git.example.com/raw/Containerfile');
  });

  it('is a file by its content if it came with something else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dependency-'));
    const path = join(folder, 'Containerfile');
    try {
      await writeFile(path, 'abc');
      expect(await contentDependency('Containerfile', path)).toEqual({
        name: 'Containerfile',
        digest: {
          // FIPS 180-2, of "abc"
          sha256:
            'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        },
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('treats anything but http and https addresses as a path', () => {
    const uriOf = (location: string) =>
      fileDependency('Containerfile', location, DIGEST).uri;
    expect(uriOf('/mnt/https:/file')).toBe('file:///mnt/https:/file');
    expect(uriOf('http://me:pass@git.example.com/a')).toBe(
      'http://git.example.com/a',
    );
  });

  it('accepts no longer or different text as a commit', () => {
    const digestOf = (version: string) =>
      repositoryDependency('repository', 'https://git.example.com', version)
        .digest;
    expect(digestOf('c'.repeat(41))).toBeUndefined();
    expect(digestOf(`W/${'c'.repeat(40)}`)).toBeUndefined();
  });

  it('is a repository by its commit, if its forge has one', () => {
    const location = 'https://git.example.com/me/driver/src/branch/main/';
    const commit = 'cd'.repeat(20);
    expect(repositoryDependency('repository', location, commit)).toEqual({
      name: 'repository',
      uri: location,
      digest: { gitCommit: commit },
    });
    expect(repositoryDependency('repository', location, 'W/"12"')).toEqual({
      name: 'repository',
      uri: location,
    });
  });
});
