import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  parseImageReference,
  readRegistryCredentials,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import fc from 'fast-check';
import { writeRegistryFiles } from '../../builders/podman/registries/registryFiles';
import { readKnownSecrets } from './readKnownSecrets';
import { SecretMask } from './SecretMask';

const KEYS = [
  'quay.io',
  'quay.io/team',
  'r.example.com',
  'https://r.example.com/v1/',
  'docker.io',
];
const IMAGES = ['quay.io/team/a', 'quay.io/b', 'r.example.com/a', 'centos'];

/** With characters that Base64, JSON and addresses encode. */
const word = fc.string({
  unit: fc.constantFrom('a', 'B', '9', ':', '%', '"', '\\', '/', '€', '\n'),
  minLength: 4,
  maxLength: 12,
});
const nothing = fc.constantFrom(undefined, null, '');
const pair = fc
  .tuple(word, word, fc.constantFrom('', '\0', '\0\0'))
  .map(([user, password, padding]) =>
    Buffer.from(`${user}:${password}${padding}`).toString('base64'),
  );
const entry = fc.record({
  auth: fc.oneof(pair, nothing),
  username: fc.oneof(word, nothing),
  password: fc.oneof(word, nothing),
  identitytoken: fc.oneof({ weight: 4, arbitrary: nothing }, word),
  registrytoken: fc.oneof(nothing, word, fc.constant(5)),
  email: fc.anything().map(JSON.stringify),
});
const authFiles = fc.record({
  auths: fc.oneof(
    {
      weight: 9,
      arbitrary: fc.dictionary(
        fc.constantFrom(...KEYS),
        fc.oneof({ weight: 4, arbitrary: entry }, fc.constant(null)),
      ),
    },
    fc.constantFrom(null, undefined),
  ),
  credHelpers: fc.constantFrom(null, undefined, { 'quay.io': null }),
});

describe('the secrets of auth files', () => {
  let folder: string;
  let authFile: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
    authFile = join(folder, 'source.json');
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function maskOf(content: object): Promise<SecretMask> {
    await writeFile(authFile, JSON.stringify(content));
    return new SecretMask(
      await readKnownSecrets({
        imageRepositories: [{ authFile }],
        drivers: { repositories: [] },
        moduleSigning: { keys: [] },
        toolkit: {},
        kernelSources: [],
      } as unknown as DriverToolkitConfig),
    );
  }

  /**
   * The credentials that a build gets for an image, and that podman gets from
   * the build.
   */
  async function handedOut(image: string): Promise<string[]> {
    const credentials = await readRegistryCredentials(image, {
      authFile,
    }).catch(() => undefined);
    if (!credentials) {
      return [];
    }
    const { registry } = parseImageReference(image);
    const files = await writeRegistryFiles(folder, [
      { prefix: registry, insecure: false, credentials },
    ]);
    const { auths } = JSON.parse(await readFile(files.authFile, 'utf8'));
    return [credentials.password, auths[registry].auth];
  }

  it('are known, whichever of them a build gets', async () => {
    let given = 0;
    await fc.assert(
      fc.asyncProperty(authFiles, async content => {
        const mask = await maskOf(content);
        for (const image of IMAGES) {
          for (const secret of await handedOut(image)) {
            given++;
            expect(mask.apply(`-p ${secret} !`)).toBe('-p *** !');
          }
        }
      }),
    );
    expect(given).toBeGreaterThan(50);
  });

  it.each([
    ['an additional null entry', { 'quay.io': null }],
    ['an additional empty entry', { 'quay.io': {} }],
    ['an additional entry of nulls', { 'quay.io': { auth: null } }],
    ['an additional invalid token', { 'quay.io': { registrytoken: 5 } }],
  ])('are known with %s', async (_, others) => {
    const auth = btoa('robot:sesame-open');
    const mask = await maskOf({
      auths: { ...others, 'r.example.com': { auth } },
    });

    expect(await handedOut('r.example.com/a')).toEqual(['sesame-open', auth]);
    expect(mask.apply(`${auth} sesame-open`)).toBe('*** ***');
  });

  it("are known in Kubernetes's form, and as podman gets them", async () => {
    const account = { username: 'robot', password: 'sesame-open' };
    const mask = await maskOf({ auths: { 'r.example.com': account } });

    const given = await handedOut('r.example.com/a');
    expect(given).toEqual(['sesame-open', btoa('robot:sesame-open')]);
    expect(mask.apply(given.join(' '))).toBe('*** ***');
  });

  it('include the tokens of an unused entry', async () => {
    const mask = await maskOf({
      auths: {
        r: { identitytoken: 'an-identity', registrytoken: 'a-registrytoken' },
      },
    });
    expect(mask.apply('an-identity a-registrytoken')).toBe('*** ***');
  });
});
