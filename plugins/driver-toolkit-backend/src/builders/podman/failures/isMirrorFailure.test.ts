import { isMirrorFailure } from './isMirrorFailure';

const URL = 'http://mirror.example.com/os';
const METADATA =
  "Error: Failed to download metadata for repo 'baseos': Cannot download repomd.xml: Cannot download repodata/repomd.xml: All mirrors were tried";
const PACKAGES = [
  '[FAILED] kernel-devel-5.14.0-427.el9.x86_64.rpm: No more mirrors to try - All mirrors were already tried without success',
  'Error: Error downloading packages:',
  '  kernel-devel-5.14.0-427.el9.x86_64: Cannot download, all mirrors were already tried without success',
];

// The output of dnf in each case.
describe('isMirrorFailure', () => {
  it.each([
    [
      'the connection was refused',
      `  - Curl error (7): Couldn't connect to server for ${URL}/repodata/repomd.xml [Failed to connect to mirror.example.com port 80]`,
      METADATA,
    ],
    [
      'the server has an internal error',
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
    [
      'dnf5 gets no list of mirrors',
      `>>> Status code: 503 for ${URL}/metalink?repo=updates (IP: 192.0.2.1)`,
      `>>> Librepo error: Cannot prepare internal mirrorlist: Status code: 503 for ${URL}/metalink?repo=updates (IP: 192.0.2.1)`,
      `Failed to download metadata (metalink: "${URL}/metalink?repo=updates") for repository "updates"`,
    ],
    [
      'dnf5 gets no packages',
      `>>> Curl error (28): Timeout was reached for ${URL}/kernel-devel.rpm`,
      'Failed to download packages',
    ],
    [
      'dnf5 leaves a repository out, and finds no package',
      `>>> Status code: 429 for ${URL}/repodata/repomd.xml (IP: 192.0.2.1)`,
      'Failed to resolve the transaction:',
      'No match for argument: kernel-devel',
    ],
    [
      'the Dockerfile finds no kernel, since an optional repository is left out',
      `  - Curl error (7): Couldn't connect to server for ${URL}/repodata/repomd.xml`,
      'Ignoring repositories: driver-toolkit-3',
      'driver-toolkit: kernel 5.14.0-427.el9 could not be installed for x86_64 from the repositories of the base image: they have no kernel-devel-5.14.0-427.el9',
    ],
    [
      'the mirror is being synced',
      `  - Downloading successful, but checksum doesn't match. Calculated: 6a2f(sha256)  Expected: 5c1e(sha256)`,
      "Error: Failed to download metadata for repo 'baseos': Cannot download repodata/primary.xml.gz: All mirrors were tried",
    ],
    [
      'dnf5 finds the mirror being synced',
      ">>> Downloading successful, but checksum doesn't match. Calculated: 6a2f(sha256)  Expected: 5c1e(sha256)",
      'Failed to download metadata (baseurl: "x") for repository "baseos"',
    ],
    [
      'a package was replaced meanwhile',
      `[MIRROR] kernel-devel.rpm: Downloading successful, but checksum doesn't match. Calculated: 6a2f(sha256)  Expected: 5c1e(sha256)`,
      ...PACKAGES,
    ],
    ...[408, 425, 429, 500, 502, 503, 504, 520, 599].map(
      (status): [string, string, string] => [
        `it answers ${status}`,
        `  - Status code: ${status} for ${URL}/repodata/repomd.xml (IP: 192.0.2.1)`,
        METADATA,
      ],
    ),
  ])('hopes when %s', (_, ...lines) => {
    expect(isMirrorFailure(lines)).toBe(true);
  });

  it.each([
    [
      'the mirror does not have it',
      `  - Status code: 404 for ${URL}/repodata/repomd.xml (IP: 192.0.2.1)`,
      METADATA,
    ],
    ...[400, 401, 403, 404, 407, 410, 418].map(
      (status): [string, string, string] => [
        `it answers ${status}`,
        `>>> Status code: ${status} for ${URL}/repodata/repomd.xml (IP: 192.0.2.1)`,
        'Failed to download metadata (baseurl: "x") for repository "baseos"',
      ],
    ),
    [
      'the mirror speaks no TLS',
      `  - Curl error (35): SSL connect error for https://mirror.example.com:8080/os/repodata/repomd.xml [error:0A00010B:SSL routines::wrong version number]`,
      METADATA,
    ],
    [
      'the Dockerfile finds no kernel in repositories that are there',
      'driver-toolkit: kernel 5.14.0-427.el9 could not be installed for x86_64 from the repositories of the base image: they have no kernel-devel-5.14.0-427.el9',
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
      'it does not compile, after any message of dnf',
      `  - Curl error (7): Couldn't connect to server for ${URL}/repodata/repomd.xml`,
      METADATA,
      'driver.c:12:10: fatal error: linux/fs.h: No such file or directory',
      'make[1]: *** [driver.o] Error 1',
    ],
  ])('does not when %s', (_, ...lines) => {
    expect(isMirrorFailure(lines)).toBe(false);
  });
});
