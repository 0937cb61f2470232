import {
  TestServer,
  type TestAnswer,
} from '../../../http/__testUtils__/TestServer';
import { HttpClient } from '../../../http/HttpClient';
import { TransientError } from '../../../http/TransientError';
import { fetchFile, type FileKind } from './fetchFile';

describe('fetchFile', () => {
  const http = HttpClient.create();
  let answer: TestAnswer;
  let server: TestServer;

  beforeEach(async () => {
    server = await TestServer.start(() => answer);
  });

  afterEach(() => server.close());
  afterAll(() => http.close());

  const ask = (kind: FileKind, name?: string) =>
    fetchFile(http, new URL(`${server.origin}/file?token=secret`), {
      kind,
      name,
      signal: AbortSignal.timeout(20_000),
    });
  const failureOf = (kind: FileKind, name?: string) =>
    ask(kind, name).then(
      () => undefined,
      error => error,
    );

  it.each<FileKind>(['mirrors', 'repomd', 'primary'])(
    'returns an answer, and allows caches for files with a checksum in their name: %s',
    async kind => {
      answer = { body: 'content' };

      expect((await (await ask(kind)).bytes(100)).toString()).toBe('content');
      expect(server.requests[0].headers['cache-control']).toBe(
        kind === 'primary' ? undefined : 'no-cache',
      );
    },
  );

  it.each([408, 425, 429, 500, 502, 503, 504, 520, 599])(
    'may retry after %s, when the server says',
    async status => {
      answer = { status, headers: { 'retry-after': '7' } };

      const failure = await failureOf('repomd');
      expect(failure).toBeInstanceOf(TransientError);
      expect(failure).toMatchObject({
        retryAfter: 7_000,
        message: expect.stringMatching(
          new RegExp(`/file answered ${status}: the mirror is overloaded`),
        ),
      });

      answer = { status };
      expect(await failureOf('repomd')).toHaveProperty('retryAfter', undefined);
    },
  );

  it.each([404, 410])('handles %s', async status => {
    answer = { status, headers: { 'retry-after': '7' } };

    expect(await failureOf('repomd')).toMatchObject({
      name: 'NotFoundError',
      message: `${server.origin}/file answered ${status}: this address has no dnf repository; check repositories of the kernel source`,
    });
    expect(await failureOf('mirrors')).toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('this list of mirrors does not exist'),
    });
    // A file that repomd.xml names exists, or the mirror is being updated.
    expect(await failureOf('primary')).toBeInstanceOf(TransientError);
  });

  it.each([401, 403])('does not retry after %s', async status => {
    answer = { status };

    const failure = await failureOf('primary');
    expect(failure).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('the mirror refuses access'),
    });
    expect(failure).not.toBeInstanceOf(TransientError);
  });

  it.each([400, 405, 407, 409, 418, 424, 426, 428, 430, 499])(
    'does not retry after %s, which has no meaning',
    async status => {
      answer = { status };

      const failure = await failureOf('primary');
      expect(failure.name).toBe('ServiceUnavailableError');
      expect(failure.message).toContain(
        `answered ${status}, which is not a mirror's answer`,
      );
      expect(failure).not.toBeInstanceOf(TransientError);
    },
  );

  it('uses the given name of a file, and hides secrets of its address', async () => {
    answer = { status: 500 };

    expect((await failureOf('repomd')).message).not.toContain('secret');
    expect((await failureOf('mirrors', 'the list'))?.message).toMatch(
      /^the list answered 500: /,
    );
  });
});
