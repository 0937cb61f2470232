import { ServiceUnavailableError } from '@backstage/errors';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { readingOf } from '../index/__testUtils__/TestIndex';
import { AccessBench } from './__testUtils__/AccessBench';

jest.setTimeout(60_000);

describe('AuthorizedSources', () => {
  let bench: AccessBench;

  beforeEach(async () => {
    bench = new AccessBench(await createTestDatabase('SQLITE_3'));
    bench.index.stream.reading = readingOf('1-1');
  });

  const refresh = (id: string, acceptRemoval = false) =>
    bench.access.authorizedSources.refresh(id, { acceptRemoval }, bench.caller);

  it('reads the source and records who asked', async () => {
    expect((await refresh('stream')).items).toBe(1);

    expect(bench.events).toEqual([
      {
        eventId: 'source-refresh',
        severityLevel: 'low',
        outcome: 'succeeded',
        meta: {
          source: 'stream',
          acceptRemoval: false,
          requestedBy: 'user:default/ada',
        },
      },
    ]);
  });

  it('records an accepted removal with high severity', async () => {
    await refresh('stream', true);

    expect(bench.events).toMatchObject([
      { severityLevel: 'high', meta: { acceptRemoval: true } },
    ]);
  });

  it('records a failed read and returns the source with the reason', async () => {
    bench.index.registry.error = new ServiceUnavailableError(
      'The registry refused the connection.',
    );

    expect((await refresh('registry')).error).toContain(
      'The registry refused the connection.',
    );
    expect(bench.events).toMatchObject([{ outcome: 'failed' }]);
  });

  it('reads nothing without permission, or for an unknown source', async () => {
    await expect(refresh('nothing')).rejects.toThrow('nothing');
    bench.deny();
    await expect(refresh('stream')).rejects.toThrow('not allowed');

    expect((await bench.readSource()).lastSuccess).toBeUndefined();
    expect(bench.events).toMatchObject([
      { outcome: 'failed', error: 'NotFoundError' },
      { outcome: 'failed', error: 'NotAllowedError' },
    ]);
  });
});
