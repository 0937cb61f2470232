import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestAnswer } from '../http/__testUtils__/TestServer';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { useTokens } from './__testUtils__/useTokens';
import { readRegistryCredentials } from './authFile/readRegistryCredentials';
import { openRepository } from './openRepository';

const HELPER = "to the credential helper 'pass', which is not supported";
const HALF = 'has no user name and password for';

function encode(pair: string) {
  return { auth: Buffer.from(pair).toString('base64') };
}

/** Auth files without an entry for the registry. */
const NOTHING: Record<string, (host: string) => object | null> = {
  null: () => null,
  'an empty entry': host => ({ auths: { [host]: {} } }),
};

/** Auth files without a usable account, and what is wrong with them. */
const FILES: Record<string, (host: string) => [object, string]> = {
  'a store': host => [{ auths: { [host]: {} }, credsStore: 'pass' }, HELPER],
  'a store and no account': host => [
    { auths: { [host]: { auth: '' } }, credsStore: 'pass' },
    HELPER,
  ],
  'a helper': host => [{ credHelpers: { [host]: 'pass' } }, HELPER],
  'a helper and an entry': host => [
    { auths: { [host]: {} }, credHelpers: { [host]: 'pass' } },
    HELPER,
  ],
  'no colon': host => [{ auths: { [host]: encode('nocolon') } }, HALF],
  'a colon alone': host => [{ auths: { [host]: encode(':') } }, HALF],
  'no password': host => [{ auths: { [host]: encode('user:') } }, HALF],
  'no name': host => [{ auths: { [host]: encode(':word') } }, HALF],
  'a name alone': host => [{ auths: { [host]: { username: 'user' } } }, HALF],
  'a password alone': host => [{ auths: { [host]: { password: 'a' } } }, HALF],
  'a token of identity': host => [
    { auths: { [host]: { identitytoken: 'a' } } },
    'has an identity token for',
  ],
};

describe('an auth file', () => {
  let registry: TestRegistry;
  let folder: string;
  let authFile: string;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addImage('a', createImage({}));
    folder = await mkdtemp(join(tmpdir(), 'anonymous-'));
    authFile = join(folder, 'auth.json');
  });

  afterEach(async () => {
    await registry.close();
    await rm(folder, { recursive: true });
  });

  const write = (file: object | null) =>
    writeFile(authFile, JSON.stringify(file));
  const read = () =>
    readWhole(createTestRepository(registry, { config: { authFile } }));
  const refusal = () =>
    read().then(
      () => '',
      (error: Error) => error.message,
    );
  const look = () =>
    openRepository(`${registry.image}:a`, { authFile, insecure: true }).resolve(
      { signal: AbortSignal.timeout(10_000) },
    );
  const credentials = (isNeeded: boolean) =>
    readRegistryCredentials(registry.image, { authFile }, { isNeeded });

  /** Gives tokens to all, and then answers requests with this. */
  function hide(answer: TestAnswer) {
    useTokens(registry);
    const { intercept } = registry;
    registry.intercept = request => intercept(request) ?? answer;
  }

  const REFUSALS: [string, () => void][] = [
    [
      'gave no token',
      () =>
        useTokens(registry, {
          answerToken: () => failure(401, 'UNAUTHORIZED'),
        }),
    ],
    [
      'answered without a token',
      () => useTokens(registry, { answerToken: () => ({ body: '{}' }) }),
    ],
    [
      'asks for a user name and a password',
      () => {
        registry.intercept = () => ({
          status: 401,
          headers: { 'www-authenticate': 'Basic realm="a"' },
        });
      },
    ],
    ['answered 401', () => hide(failure(401, 'UNAUTHORIZED'))],
    ['answered 403', () => hide(failure(403, 'DENIED'))],
  ];

  describe.each([
    ...Object.entries(NOTHING),
    ...Object.entries(FILES).map(
      ([name, fileOf]) => [name, (host: string) => fileOf(host)[0]] as const,
    ),
  ])('with %s', (_, fileOf) => {
    it('reads public images', async () => {
      await write(fileOf(registry.host));
      const given: (string | undefined)[] = [];
      useTokens(registry, {
        answerToken: ({ headers }) => {
          given.push(headers.authorization);
          return { body: '{"token":"good"}' };
        },
      });

      await expect(read()).resolves.toMatchObject({
        images: [{ tag: 'a', platforms: [{ os: 'linux' }] }],
        warnings: [],
      });
      expect(given).toEqual([undefined]);
    });

    it('allows the removal of public images', async () => {
      await write(fileOf(registry.host));
      useTokens(registry);
      const repository = createTestRepository(registry, {
        config: { authFile },
      });
      registry.addImage('b', createImage({ layer: 'b' }));
      const { images } = await readWhole(repository);
      registry.removeTag('b');

      await expect(readWhole(repository, images)).resolves.toMatchObject({
        images: [{ tag: 'a' }],
        warnings: [],
      });
    });

    it('is an error only if an account is needed', async () => {
      await write(fileOf(registry.host));

      await expect(credentials(false)).resolves.toBeUndefined();
    });
  });

  describe.each(Object.entries(NOTHING))('with %s', (_, fileOf) => {
    it('is not named as the reason of a refusal', async () => {
      await write(fileOf(registry.host));

      for (const [message, refuse] of REFUSALS) {
        refuse();
        const said = await refusal();
        expect(said).toContain(message);
        expect(said).not.toContain('had no account');
      }
      await expect(credentials(true)).resolves.toBeUndefined();
    });

    it('does not change an absence', async () => {
      await write(fileOf(registry.host));
      hide(failure(404, 'NAME_UNKNOWN'));

      await expect(look()).resolves.toBeUndefined();
      await expect(read()).resolves.toMatchObject({ images: [] });
    });
  });

  describe.each(Object.entries(FILES))('with %s', (_, fileOf) => {
    let reason: string;

    beforeEach(async () => {
      const [file, problem] = fileOf(registry.host);
      await write(file);
      reason = problem;
    });

    it('is named if the registry refuses', async () => {
      for (const [message, refuse] of REFUSALS) {
        refuse();
        const said = await refusal();
        expect(said).toContain(message);
        expect(said).toContain(
          `The request had no account. The auth file ${authFile} `,
        );
        expect(said).toContain(reason);
        expect(said).toContain(registry.host);
      }
    });

    it('does not report hidden images as absent', async () => {
      hide(failure(404, 'NAME_UNKNOWN'));

      await expect(look()).rejects.toThrow(reason);
      await expect(read()).rejects.toThrow(reason);
    });

    it('is an error if an account is needed', async () => {
      await expect(credentials(true)).rejects.toThrow(reason);
    });
  });
});
