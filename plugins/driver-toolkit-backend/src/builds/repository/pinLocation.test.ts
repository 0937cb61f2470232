import {
  getGiteaArchiveUrl,
  getGiteaFileContentsUrl,
  getGithubFileFetchUrl,
  getGitLabFileFetchUrl,
} from '@backstage/integration';
import gitUrlParse from 'git-url-parse';
import { pinLocation } from './pinLocation';

const COMMIT = 'c0ffee'.padEnd(40, '0');

describe('pinLocation', () => {
  it.each([
    [
      'github',
      'https://github.com/acme/nic',
      'https://github.com/acme/nic',
      `https://github.com/acme/nic/tree/${COMMIT}`,
      `https://github.com/acme/nic/blob/${COMMIT}/driver.yaml`,
    ],
    [
      'github',
      'https://github.com/acme/nic.git',
      'https://github.com/acme/nic',
      `https://github.com/acme/nic/tree/${COMMIT}`,
      `https://github.com/acme/nic/blob/${COMMIT}/driver.yaml`,
    ],
    [
      'github',
      'https://github.com/acme/nic/tree/main/drivers/a/',
      'https://github.com/acme/nic/tree/main',
      `https://github.com/acme/nic/tree/${COMMIT}/drivers/a`,
      `https://github.com/acme/nic/blob/${COMMIT}/drivers/a/driver.yaml`,
    ],
    [
      'gitlab',
      'https://gitlab.com/acme/linux/nic/-/tree/main/a',
      'https://gitlab.com/acme/linux/nic/-/tree/main',
      `https://gitlab.com/acme/linux/nic/-/tree/${COMMIT}/a`,
      `https://gitlab.com/acme/linux/nic/-/blob/${COMMIT}/a/driver.yaml`,
    ],
    [
      'gitlab',
      'https://gitlab.com/acme/linux/nic',
      'https://gitlab.com/acme/linux/nic',
      `https://gitlab.com/acme/linux/nic/-/tree/${COMMIT}`,
      `https://gitlab.com/acme/linux/nic/-/blob/${COMMIT}/driver.yaml`,
    ],
    [
      'gitea',
      'http://127.0.0.1:3050/acme/nic/src/branch/main/',
      'http://127.0.0.1:3050/acme/nic/src/branch/main',
      `http://127.0.0.1:3050/acme/nic/src/commit/${COMMIT}`,
      `http://127.0.0.1:3050/acme/nic/src/commit/${COMMIT}/driver.yaml`,
    ],
    [
      'gitea',
      'https://git.example.com/acme/nic/src/tag/1.0/a/b',
      'https://git.example.com/acme/nic/src/tag/1.0',
      `https://git.example.com/acme/nic/src/commit/${COMMIT}/a/b`,
      `https://git.example.com/acme/nic/src/commit/${COMMIT}/a/b/driver.yaml`,
    ],
  ])('%s: %s', (type, location, head, at, fileAt) => {
    const pin = pinLocation(location, type)!;
    expect(pin.head).toBe(head);
    expect(pin.at(COMMIT)).toBe(at);
    expect(pin.fileAt(COMMIT, 'driver.yaml')).toBe(fileAt);
  });

  it("is what Backstage's readers ask for", async () => {
    const fileOf = (type: string, location: string) =>
      pinLocation(location, type)!.fileAt(COMMIT, 'driver.yaml');
    const github = 'https://github.com/acme/nic/tree/main/a';
    expect(
      getGithubFileFetchUrl(
        fileOf('github', github),
        { host: 'github.com', apiBaseUrl: 'https://api.github.com' },
        { headers: {}, type: 'token', token: 't' },
      ),
    ).toBe(
      `https://api.github.com/repos/acme/nic/contents/a/driver.yaml?ref=${COMMIT}`,
    );
    for (const [type, location] of [
      ['github', github],
      ['gitlab', 'https://gitlab.com/acme/nic/-/tree/main/a'],
    ]) {
      expect(
        gitUrlParse(pinLocation(location, type)!.at(COMMIT)),
      ).toMatchObject({ ref: COMMIT, filepath: 'a', full_name: 'acme/nic' });
    }
    expect(
      await getGitLabFileFetchUrl(
        fileOf('gitlab', 'https://gitlab.com/acme/linux/nic'),
        {
          host: 'gitlab.com',
          baseUrl: 'https://gitlab.com',
          apiBaseUrl: 'https://gitlab.com/api/v4',
        },
      ),
    ).toBe(
      `https://gitlab.com/api/v4/projects/acme%2Flinux%2Fnic/repository/files/driver.yaml/raw?ref=${COMMIT}`,
    );
    const gitea = 'https://git.example.com/acme/nic/src/branch/main/';
    const config = { host: 'git.example.com' };
    expect(getGiteaFileContentsUrl(config, fileOf('gitea', gitea))).toBe(
      `https://git.example.com/api/v1/repos/acme/nic/contents/driver.yaml?ref=${COMMIT}`,
    );
    expect(
      getGiteaArchiveUrl(config, pinLocation(gitea, 'gitea')!.at(COMMIT)),
    ).toBe(
      `https://git.example.com/api/v1/repos/acme/nic/archive/${COMMIT}.tar.gz`,
    );
  });

  it.each([
    ['github', 'https://github.com/acme/nic/blob/main/catalog-info.yaml'],
    ['github', 'https://github.com/acme/nic/tree/main?path=x'],
    ['github', 'https://github.com/acme/n%C3%AFc/tree/main'],
    // Its reader needs a branch.
    ['gitea', 'https://git.example.com/acme/nic'],
    ['azure', 'https://dev.azure.com/acme/linux/_git/nic'],
    [undefined, 'https://git.example.com/acme/nic'],
  ])('cannot pin %s: %s', (type, location) => {
    expect(pinLocation(location, type)).toBeUndefined();
  });
});
