import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { MaintenanceRunStore } from '../database/libraries/MaintenanceRunStore';
import type { Library } from '../libraries/Library';
import type { Maintainer } from '../libraries/Maintainer';
import { AccessControl } from './AccessControl';
import { AuditLog } from './AuditLog';
import { AuthorizedLibraries } from './AuthorizedLibraries';

const CALLER = { credentials: mockCredentials.user('user:default/ada') };

describe('AuthorizedLibraries', () => {
  const run = jest.fn();
  const events: [string, unknown][] = [];
  const libraries: Library[] = [];
  let decision: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
  const authorizedLibraries = new AuthorizedLibraries({
    access: new AccessControl(
      mockServices.permissions.mock({
        authorize: async requests => requests.map(() => ({ result: decision })),
      }),
    ),
    audit: new AuditLog(
      mockServices.auditor.mock({
        createEvent: async ({ eventId, severityLevel, meta }) => {
          const tell = (outcome: string, more?: object) => {
            events.push([
              outcome,
              { eventId, severityLevel, ...meta, ...more },
            ]);
          };
          return {
            success: async options => tell('succeeded', options?.meta),
            fail: async ({ error }) => tell('failed', { error: error.name }),
          };
        },
      }),
    ),
    libraries,
    maintainer: { run } as unknown as Maintainer,
    runs: {} as MaintenanceRunStore,
  });

  beforeEach(() => {
    events.length = 0;
    decision = AuthorizeResult.ALLOW;
    run.mockReset();
  });

  function maintain(retention?: object): void {
    const config = {
      kernelSource: 'stream',
      imageRepository: 'lab',
      retention,
    };
    libraries.splice(0, 1, { config } as unknown as Library);
  }

  it.each([
    ['medium', undefined],
    ['medium', { keepLatest: 5, dryRun: true }],
    ['high', { keepLatest: 5, dryRun: false }],
  ])(
    'records as %s who had a library maintained with %j',
    async (severity, keep) => {
      maintain(keep);
      run.mockResolvedValue({
        id: 'r',
        queued: [{ buildId: 'b' }],
        tags: [
          { tag: '1-1', outcome: 'deleted' },
          { tag: '1-2', outcome: 'kept' },
        ],
      });

      await authorizedLibraries.runFor(CALLER, 'stream', 'lab');
      await authorizedLibraries.run('stream', 'lab', CALLER);

      expect(events[0]).toEqual(events[1]);
      expect(events.slice(0, 1)).toEqual([
        [
          'succeeded',
          {
            eventId: 'library-maintain',
            severityLevel: severity,
            requestedBy: 'user:default/ada',
            source: 'stream',
            repository: 'lab',
            runId: 'r',
            builds: ['b'],
            deletedTags: ['1-1'],
          },
        ],
      ]);
    },
  );

  it('records a run that failed', async () => {
    maintain();
    run.mockRejectedValue(new ConflictError('is being maintained already'));

    await expect(
      authorizedLibraries.run('stream', 'lab', CALLER),
    ).rejects.toThrow('already');
    expect(events).toMatchObject([['failed', { error: 'ConflictError' }]]);
  });

  it('refuses an unknown library', async () => {
    maintain();

    await expect(
      authorizedLibraries.run('stream', 'other', CALLER),
    ).rejects.toThrow(NotFoundError);
    await expect(
      authorizedLibraries.runFor(CALLER, 'stream', 'other'),
    ).rejects.toThrow("The images of 'stream' in 'other' are not maintained");
    expect(events).toMatchObject([
      ['failed', { error: 'NotFoundError', repository: 'other' }],
      ['failed', { error: 'NotFoundError', repository: 'other' }],
    ]);
  });

  it.each(['lab', 'other'])(
    'records who was refused, and reveals no library: %s',
    async repository => {
      maintain({ keepLatest: 5, dryRun: false });
      decision = AuthorizeResult.DENY;

      await expect(
        authorizedLibraries.runFor(CALLER, 'stream', repository),
      ).rejects.toThrow(
        'You are not allowed to do this: you need the permission driver-toolkit.library.maintain.',
      );
      expect(run).not.toHaveBeenCalled();
      expect(events).toMatchObject([
        [
          'failed',
          {
            eventId: 'library-maintain',
            requestedBy: 'user:default/ada',
            error: 'NotAllowedError',
          },
        ],
      ]);
    },
  );
});
