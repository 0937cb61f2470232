import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../registry/__testUtils__/TestRegistry';
import { useTokens } from '../../registry/__testUtils__/useTokens';
import { InMemoryContentCache } from '../../registry/InMemoryContentCache';
import {
  createSource,
  failureOf,
  read,
  toolkit,
} from './__testUtils__/createSource';
import { TestPlatform } from './__testUtils__/TestPlatform';

const KERNEL = '5.14.0-284.36.1.el9_2';

// Many or large requests take long on a busy machine.
jest.setTimeout(30_000);

describe('OpenshiftKernelSource, with and without a pull secret', () => {
  let platform: TestPlatform;
  let folder: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    folder = await mkdtemp(join(tmpdir(), 'openshift-'));
    await platform.addRelease({ version: '4.14.5', toolkits: toolkit(KERNEL) });
  });

  afterEach(async () => {
    await platform.close();
    await rm(folder, { recursive: true });
  });

  async function writePullSecret(hosts: string[]): Promise<string> {
    const path = join(folder, 'pull-secret.json');
    const auth = Buffer.from('robot:password').toString('base64');
    await writeFile(
      path,
      JSON.stringify({
        auths: Object.fromEntries(
          hosts.map(host => [host, { auth, email: 'a@example.com' }]),
        ),
      }),
    );
    return path;
  }

  /** A registry that requires the pull secret's account for a token. */
  function requireAccount(registry: TestPlatform['payloads']): void {
    const expected = Buffer.from('robot:password').toString('base64');
    useTokens(registry, {
      answerToken: ({ headers }) =>
        headers.authorization === `Basic ${expected}`
          ? { body: '{"token":"good"}' }
          : failure(401, 'UNAUTHORIZED'),
    });
  }

  it('says to set pullSecret if payloads require an account, after one attempt', async () => {
    for (let patch = 6; patch < 40; patch++) {
      await platform.addRelease({
        version: `4.14.${patch}`,
        toolkits: toolkit(KERNEL),
      });
    }
    requireAccount(platform.payloads);

    const message = await failureOf(createSource(platform));

    expect(message).toMatch(
      `Nothing of OpenShift could be read: ${platform.payloads.origin} gave no token for repository:ocp/release:pull`,
    );
    expect(message).toMatch(
      `. Set pullSecret of the kernel source to the path of a pull secret with an account for ${platform.payloads.image}, such as the one for installing OpenShift clusters`,
    );
    // Requests in progress when the first was refused.
    expect(platform.payloads.requests.length).toBeLessThan(20);
  });

  it('says which account a pull secret lacks', async () => {
    requireAccount(platform.toolkits);
    const pullSecret = await writePullSecret([platform.payloads.host]);

    await expect(
      failureOf(createSource(platform, { pullSecret })),
    ).resolves.toMatch(
      `Check that the pull secret ${pullSecret} has an account for ${platform.toolkits.image} that is still valid`,
    );
  });

  it('reads with the current pull secret at each refresh', async () => {
    requireAccount(platform.payloads);
    requireAccount(platform.toolkits);
    const pullSecret = await writePullSecret([]);
    const source = createSource(platform, { pullSecret });
    await expect(failureOf(source)).resolves.toMatch('gave no token');

    await writePullSecret([platform.payloads.host, platform.toolkits.host]);

    await expect(read(source)).resolves.toMatchObject({
      kernels: [{ kernel: KERNEL }],
      warnings: [],
    });
  });

  it('says that a pull secret cannot be read', async () => {
    requireAccount(platform.payloads);

    await expect(
      failureOf(createSource(platform, { pullSecret: join(folder, 'none') })),
    ).resolves.toMatch(/none cannot be read; check the path/);
  });

  it('keeps the known content of a refused repository', async () => {
    const cache = new InMemoryContentCache();
    await read(createSource(platform, {}, { cache }));
    requireAccount(platform.payloads);
    await platform.addRelease({ version: '4.14.6', toolkits: toolkit(KERNEL) });

    const reading = await read(createSource(platform, {}, { cache }));

    expect(reading).toMatchObject({
      kernels: [{ toolkitImages: [{ releases: ['4.14.5'] }] }],
      incompleteArchitectures: ['x86_64'],
    });
    expect(reading.warnings).toEqual([
      expect.stringMatching(/^Release 4\.14\.6 for x86_64 could not be read: /),
    ]);
  });
});
