import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveTestHosts } from '../http/__testUtils__/resolveTestHosts';
import { TestServer } from '../http/__testUtils__/TestServer';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { useTokens } from './__testUtils__/useTokens';

function basic(password: string): string {
  return `Basic ${Buffer.from(`robot:${password}`).toString('base64')}`;
}

describe('accounts at a registry', () => {
  let registry: TestRegistry;
  let folder: string;
  let authFile: string;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addImage('a', createImage({}));
    folder = await mkdtemp(join(tmpdir(), 'accounts-'));
    authFile = join(folder, 'auth.json');
  });

  afterEach(async () => {
    await registry.close();
    await rm(folder, { recursive: true });
  });

  async function writeAuthFile(key: string, password: string) {
    const auth = Buffer.from(`robot:${password}`).toString('base64');
    await writeFile(authFile, JSON.stringify({ auths: { [key]: { auth } } }));
  }

  /** Accepts only a password that may change. */
  function askFor(password: () => string) {
    registry.intercept = ({ headers }) =>
      headers.authorization === basic(password())
        ? undefined
        : { status: 401, headers: { 'www-authenticate': 'Basic realm="lab"' } };
  }

  it('come from an auth file, by the longest matching path', async () => {
    await writeAuthFile(`${registry.host}/dtk`, 'sesame');
    askFor(() => 'sesame');

    const { images } = await readWhole(
      createTestRepository(registry, { config: { authFile } }),
    );

    expect(images).toMatchObject([{ tag: 'a', platforms: [{ os: 'linux' }] }]);
  });

  it('are read again when they stop working', async () => {
    let password = 'first';
    await writeAuthFile(registry.host, password);
    askFor(() => password);
    const repository = createTestRepository(registry, { config: { authFile } });
    await readWhole(repository);

    password = 'second';
    await expect(readWhole(repository)).rejects.toThrow('answered 401');
    await writeAuthFile(registry.host, password);
    await expect(readWhole(repository)).resolves.toMatchObject({
      images: [{ tag: 'a' }],
      warnings: [],
    });
  });

  it('are named with their file if they are missing', async () => {
    askFor(() => 'sesame');
    const repository = createTestRepository(registry, { config: { authFile } });

    await expect(readWhole(repository)).rejects.toThrow(
      `The auth file ${authFile} cannot be read; check the path and its permissions`,
    );
    await writeFile(authFile, '{"auths":{}}');
    await expect(readWhole(repository)).rejects.toThrow(
      'asks for a user name and a password; configure credentials or an authFile',
    );
  });

  it('are not needed without a challenge', async () => {
    await expect(
      readWhole(createTestRepository(registry, { config: { authFile } })),
    ).resolves.toMatchObject({ images: [{ tag: 'a' }] });
  });

  describe('with tokens from another host', () => {
    const credentials = { username: 'robot', password: 'sesame' };
    let tokens: TestServer;

    beforeEach(async () => {
      tokens = await TestServer.start(() => ({ body: '{"token":"good"}' }));
      const { port } = new URL(tokens.origin);
      useTokens(registry, { realm: `http://localhost:${port}/token` });
    });

    afterEach(async () => {
      await tokens.close();
    });

    it('go nowhere unless the configuration lists that host', async () => {
      await expect(
        readWhole(createTestRepository(registry, { config: { credentials } })),
      ).rejects.toThrow(/asks for a token from .* which is refused/);
      expect(tokens.requests).toEqual([]);
    });

    it('go to a listed host', async () => {
      const { images } = await readWhole(
        createTestRepository(registry, {
          config: { credentials, tokenHosts: ['localhost'] },
        }),
      );

      expect(images).toMatchObject([{ platforms: [{ os: 'linux' }] }]);
      expect(tokens.requests[0].headers.authorization).toBe(basic('sesame'));
    });
  });

  describe('that are repeated in a refusal', () => {
    const config = { credentials: { username: 'robot', password: 'sesame' } };
    const repeat = ({ headers }: { headers: IncomingHttpHeaders }) =>
      failure(410, `NO for ${headers.authorization}`);

    it('are not in errors of a registry', async () => {
      registry.intercept = request =>
        request.headers.authorization
          ? repeat(request)
          : { status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } };

      await expect(
        readWhole(createTestRepository(registry, { config })),
      ).rejects.toThrow(
        'answered 410 (NO for Basic ***: NO for Basic *** it is)',
      );
    });

    it('are not in errors of a token server', async () => {
      useTokens(registry, { answerToken: repeat });

      await expect(
        readWhole(createTestRepository(registry, { config })),
      ).rejects.toThrow(
        'answered 410 (NO for Basic ***: NO for Basic *** it is)',
      );
    });
  });

  it('do not matter for a realm in a private network, which is not asked at all', async () => {
    const inside = await TestServer.start(() => ({ body: '{"token":"good"}' }));
    try {
      const { port } = new URL(registry.origin);
      useTokens(registry, {
        realm: `http://public.test:${port}/token`,
        answerToken: () => ({
          status: 302,
          headers: { location: `${inside.origin}/latest/meta-data` },
        }),
      });

      await expect(
        readWhole(
          createTestRepository(
            { image: `public.test:${port}/dtk/driver-toolkit` },
            { http: { resolve: resolveTestHosts } },
          ),
        ),
      ).rejects.toThrow('127.0.0.1 is a loopback address');
      expect(inside.requests).toEqual([]);
    } finally {
      await inside.close();
    }
  });

  it('are distinguished from expired tokens', async () => {
    let good = 'one';
    registry.intercept = request => {
      if (request.url.startsWith('/token')) {
        return { body: JSON.stringify({ token: good }) };
      }
      return request.headers.authorization === `Bearer ${good}`
        ? undefined
        : {
            ...failure(401, 'UNAUTHORIZED'),
            headers: {
              'www-authenticate': `Bearer realm="${registry.origin}/token"`,
            },
          };
    };
    const repository = createTestRepository(registry);
    await readWhole(repository);

    good = 'two';
    await expect(readWhole(repository)).resolves.toMatchObject({
      images: [{ tag: 'a' }],
      warnings: [],
    });
  });
});
