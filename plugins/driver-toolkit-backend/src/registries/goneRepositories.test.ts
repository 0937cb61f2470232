import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const DOCKERFILE = resolve(__dirname, '../../../../Dockerfile');
const URL = 'http://mirror.example.com/repodata/repomd.xml';
const PREPARING =
  "Error: Failed to download metadata for repo 'appstream': Cannot prepare internal mirrorlist:";

/**
 * Whether the Dockerfile of toolkits treats repositories as gone for an output
 * of dnf.
 */
function isGone(said: string): boolean {
  const pattern = /^ *gone='([^']+)';/m.exec(readFileSync(DOCKERFILE, 'utf8'));
  const { status } = spawnSync('grep', ['-Eq', pattern![1]], { input: said });
  return status === 0;
}

describe('repositories of a base image', () => {
  it.each([
    `${PREPARING} No URLs in mirrorlist`,
    '>>> Librepo error: Cannot prepare internal mirrorlist: No URLs in mirrorlist',
    `  - Curl error (6): Couldn't resolve host name for ${URL}`,
    ...[401, 403, 404, 410].map(
      status => `  - Status code: ${status} for ${URL} (IP: 192.0.2.1)`,
    ),
  ])('are gone: %s', said => {
    expect(isGone(`CentOS 8 - AppStream\n${said}\n`)).toBe(true);
  });

  it.each([
    `${PREPARING} Curl error (7): Couldn't connect to server for ${URL}`,
    `${PREPARING} Status code: 503 for ${URL} (IP: 192.0.2.1)`,
    `  - Curl error (28): Timeout was reached for ${URL}`,
    ...[400, 408, 429, 500, 502, 503].map(
      status => `  - Status code: ${status} for ${URL} (IP: 192.0.2.1)`,
    ),
    'Metadata cache created.',
  ])('exist or are temporarily unreachable: %s', said => {
    expect(isGone(`CentOS 8 - AppStream\n${said}\n`)).toBe(false);
  });
});
