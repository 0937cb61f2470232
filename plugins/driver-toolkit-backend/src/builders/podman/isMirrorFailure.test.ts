import { isMirrorFailure } from './isMirrorFailure';

const URL = 'http://mirror.example.com/os';
const METADATA =
  "Error: Failed to download metadata for repo 'baseos': Cannot download repomd.xml: Cannot download repodata/repomd.xml: All mirrors were tried";
const PACKAGES = [
  '[FAILED] kernel-devel-5.14.0-427.el9.x86_64.rpm: No more mirrors to try - All mirrors were already tried without success',
  'Error: Error downloading packages:',
  '  kernel-devel-5.14.0-427.el9.x86_64: Cannot download, all mirrors were already tried without success',
];

// Each as dnf says it of a server that does so.
describe('isMirrorFailure', () => {
  it.each([
    [
      'nothing listens there',
      `  - Curl error (7): Couldn't connect to server for ${URL}/repodata/repomd.xml [Failed to connect to mirror.example.com port 80]`,
      METADATA,
    ],
    [
      'the server is ill',
      `  - Status code: 503 for ${URL}/repodata/repomd.xml (IP: 192.0.2.1)`,
      METADATA,
    ],
    [
      'the server breaks off within a package',
      `[MIRROR] kernel-devel-5.14.0-427.el9.x86_64.rpm: Curl error (52): Server returned nothing (no headers, no data) for ${URL}/kernel-devel.rpm [Empty reply from server]`,
      ...PACKAGES,
    ],
    [
      'its repository is left out, and its packages are not found',
      `  - Curl error (28): Timeout was reached for ${URL}/repodata/repomd.xml`,
      'Ignoring repositories: baseos',
      'No match for argument: kernel-devel',
      'Error: Unable to find a match: kernel-devel',
    ],
    [
      'microdnf says it in one line',
      `error: cannot update repo 'baseos': Cannot download repomd.xml: Cannot download repodata/repomd.xml: All mirrors were tried; Last error: Curl error (7): Couldn't connect to server for ${URL}`,
    ],
  ])('hopes when %s', (_, ...lines) => {
    expect(isMirrorFailure(lines)).toBe(true);
  });

  it.each([
    [
      'the mirror does not have it',
      `  - Status code: 404 for ${URL}/repodata/repomd.xml (IP: 192.0.2.1)`,
      METADATA,
    ],
    [
      'no repository has the package',
      'No match for argument: kernel-devel',
      'Error: Unable to find a match: kernel-devel',
    ],
    [
      'a mirror failed, but another one had the package',
      `[MIRROR] gcc.rpm: Curl error (28): Timeout was reached for ${URL}/gcc.rpm`,
      'Complete!',
      'cp: cannot stat driver.ko: No such file or directory',
    ],
    [
      'it does not compile, whatever dnf said before',
      `  - Curl error (7): Couldn't connect to server for ${URL}/repodata/repomd.xml`,
      METADATA,
      'driver.c:12:10: fatal error: linux/fs.h: No such file or directory',
      'make[1]: *** [driver.o] Error 1',
    ],
  ])('does not when %s', (_, ...lines) => {
    expect(isMirrorFailure(lines)).toBe(false);
  });
});
