import {
  fileDependency,
  imageDependency,
  repositoryDependency,
} from './dependencies';

const HEX = 'ab'.repeat(32);
const DIGEST = `sha256:${HEX}`;

describe('what a build depends on', () => {
  it('is an image by its digest, where that is known', () => {
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

  it('is a file where it is, without what would let others in', () => {
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

  it('is a repository by its commit, where its forge tells that', () => {
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
