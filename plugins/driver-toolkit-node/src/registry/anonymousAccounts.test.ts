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
import { resolveDigest } from './resolveDigest';

const HELPER = "to the credential helper 'pass', which is not supported";
const HALF = 'has no user name and password for';

function encode(pair: string) {
  return { auth: Buffer.from(pair).toString('base64') };
}

/** Auth files without an account that could be used, by what is wrong with them. */
const FILES: Record<string, (host: string) => [object | null, string?]> = {
  null: () => [null],
  'an empty entry': host => [{ auths: { [host]: {} } }],
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

describe.each(Object.entries(FILES))('an auth file with %s', (_, fileOf) => {
  let registry: TestRegistry;
  let folder: string;
  let authFile: string;
  let reason: string | undefined;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addImage('a', createImage({}));
    folder = await mkdtemp(join(tmpdir(), 'anonymous-'));
    authFile = join(folder, 'auth.json');
    const [file, problem] = fileOf(registry.host);
    await writeFile(authFile, JSON.stringify(file));
    reason = problem;
  });

  afterEach(async () => {
    await registry.close();
    await rm(folder, { recursive: true });
  });

  const read = () =>
    readWhole(createTestRepository(registry, { config: { authFile } }));

  async function expectRefusal(message: string) {
    const error = await read().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toContain(message);
    const explained = `It was asked without an account. The auth file ${authFile} `;
    if (reason === undefined) {
      expect(error?.message).not.toContain('without an account');
    } else {
      expect(error?.message).toContain(explained);
      expect(error?.message).toContain(reason);
      expect(error?.message).toContain(registry.host);
    }
  }

  it('reads what is public', async () => {
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

  it('is named where the token server refuses', async () => {
    useTokens(registry, { answerToken: () => failure(401, 'UNAUTHORIZED') });

    await expectRefusal('gave no token');
  });

  it('is named where the registry asks for a password', async () => {
    registry.intercept = () => ({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="a"' },
    });

    await expectRefusal('asks for a user name and a password');
  });

  it.each([401, 403])(
    'is named where an anonymous token is answered with %d',
    async status => {
      hide(failure(status, 'DENIED'));

      await expectRefusal(`answered ${status}`);
    },
  );

  it('makes no absence of what is hidden', async () => {
    hide(failure(404, 'NAME_UNKNOWN'));
    const digest = resolveDigest(`${registry.image}:a`, {
      authFile,
      insecure: true,
      signal: AbortSignal.timeout(10_000),
    });

    if (reason === undefined) {
      await expect(digest).resolves.toBeUndefined();
      await expect(read()).resolves.toMatchObject({ images: [] });
    } else {
      await expect(digest).rejects.toThrow(reason);
      await expectRefusal('answered 404');
    }
  });

  it('does not keep what is public from being removed', async () => {
    useTokens(registry);
    const repository = createTestRepository(registry, { config: { authFile } });
    registry.addImage('b', createImage({ layer: 'b' }));
    const { images } = await readWhole(repository);
    registry.removeTag('b');

    await expect(readWhole(repository, images)).resolves.toMatchObject({
      images: [{ tag: 'a' }],
      warnings: [],
    });
  });

  it('is an error where an account is needed', async () => {
    const credentials = (isNeeded: boolean) =>
      readRegistryCredentials(registry.image, { authFile }, { isNeeded });

    await expect(credentials(false)).resolves.toBeUndefined();
    await (reason === undefined
      ? expect(credentials(true)).resolves.toBeUndefined()
      : expect(credentials(true)).rejects.toThrow(reason));
  });

  /** Gives tokens to everybody, and then answers them with this. */
  function hide(answer: TestAnswer) {
    useTokens(registry);
    const { intercept } = registry;
    registry.intercept = request => intercept(request) ?? answer;
  }
});
