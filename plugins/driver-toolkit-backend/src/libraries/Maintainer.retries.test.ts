import type { BuildError } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { imageOf, readingOf } from '../index/__testUtils__/TestIndex';
import {
  createLibrary,
  KERNELS,
  queuedKernels,
  type TestLibrary,
} from './__testUtils__/TestLibrary';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'a library after builds that failed, on %s',
  id => {
    let knex: Knex;

    beforeEach(async () => {
      knex = await createTestDatabase(id);
    });

    it.each(['failed', 'cancelled'] as const)(
      'skips a build that has %s until its base image has changed',
      async state => {
        const library = await createLibrary(knex, { keepLatest: 1 });
        await library.setBaseDigest('sha256:a');
        const { queued } = await library.run();
        await library.finishBuild(queued[0].buildId, state);

        expect(await library.run()).toMatchObject({
          queued: [],
          skipped: [
            {
              kernel: '1-4',
              cause: 'unchanged',
              reason: expect.stringContaining(`Its last build has ${state}`),
              buildId: queued[0].buildId,
            },
          ],
        });
        await library.setBaseDigest('sha256:b');
        expect(queuedKernels(await library.run())).toEqual(['1-4']);
      },
    );

    it('does not treat a formerly unknown digest as a change', async () => {
      const library = await createLibrary(knex, { keepLatest: 1 });
      const { queued } = await library.run();
      await library.finishBuild(queued[0].buildId, 'failed');
      await library.setBaseDigest('sha256:a');

      expect((await library.run()).queued).toEqual([]);
    });

    it('retries a failed build when its Containerfile has changed', async () => {
      const library = await createLibrary(knex, { keepLatest: 1 });
      await library.setContainerfileDigest('sha256:a');
      const { queued } = await library.run();
      await library.finishBuild(queued[0].buildId, 'failed');
      expect((await library.run()).queued).toEqual([]);

      await library.setContainerfileDigest('sha256:b');

      expect(queuedKernels(await library.run())).toEqual(['1-4']);
    });

    it('retries a failed build when its packages have changed', async () => {
      const library = await createLibrary(knex, { keepLatest: 1 });
      const { queued } = await library.run();
      await library.finishBuild(queued[0].buildId, 'failed');
      const reading = readingOf(...KERNELS);
      reading.kernels[0].flavours[0].packages.push('kernel-modules-extra');
      library.index.stream.reading = reading;
      await library.refresh();

      expect(queuedKernels(await library.run())).toEqual(['1-4']);
    });

    describe('with a temporary build failure', () => {
      const AWAY = { message: 'The registry answered 503', transient: true };
      const BROKEN = { message: 'driver.c:1: error: expected declaration' };
      const MINUTE = 60_000;
      const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE);
      let library: TestLibrary;

      beforeEach(async () => {
        library = await createLibrary(knex, { keepLatest: 1 });
      });

      /** Ends a run's only build at a time in the past, and returns it. */
      async function fail(minutes: number, error: BuildError = AWAY) {
        const { queued } = await library.run();
        expect(queuedKernels({ queued })).toEqual(['1-4']);
        const [{ buildId }] = queued;
        const finishedAt = ago(minutes);
        await library.finishBuild(buildId, 'failed', { error, finishedAt });
        return { buildId, finishedAt };
      }

      it('waits, says until when, and retries', async () => {
        const { buildId, finishedAt } = await fail(9);

        const next = new Date(finishedAt.getTime() + 10 * MINUTE).toISOString();
        expect(await library.run()).toMatchObject({
          queued: [],
          skipped: [
            {
              kernel: '1-4',
              architecture: 'x86_64',
              cause: 'later',
              reason: `Its last build failed temporarily; a run after ${next} retries it. Retry the build yourself to start it now.`,
              buildId,
            },
          ],
        });

        await library.finishBuild(buildId, 'failed', { finishedAt: ago(10) });
        expect(queuedKernels(await library.run())).toEqual(['1-4']);
      });

      it('doubles the wait each time, up to half a day', async () => {
        const waits = [10, 20, 40, 80, 160, 320, 640, 720, 720];
        for (const [index, wait] of waits.entries()) {
          const { buildId } = await fail(wait - 1);
          const { skipped } = await library.run();
          expect([wait, skipped.map(({ cause }) => cause)]).toEqual([
            wait,
            ['later'],
          ]);
          expect(
            skipped[0].reason.includes(`, ${index + 1} times so far`),
          ).toBe(index > 0);
          await library.finishBuild(buildId, 'failed', {
            finishedAt: ago(wait),
          });
        }
      });

      it('skips a build that then fails permanently', async () => {
        await fail(10);
        await fail(10_000, BROKEN);

        expect(await library.run()).toMatchObject({
          queued: [],
          skipped: [{ cause: 'unchanged' }],
        });
      });

      it.each(['cancelled', 'succeeded'] as const)(
        'starts with a short wait after one that has %s',
        async state => {
          await fail(10);
          await fail(20);
          const { plan } = (await library.builds.get(
            (
              await library.run()
            ).queued[0].buildId,
          ))!;
          const { items } = await library.builds.list({});
          await library.finishBuild(items[0].id, state);
          const retry = await library.builds.create(plan, 'user:default/a');
          await library.finishBuild(retry.build.id, 'failed', {
            error: AWAY,
            finishedAt: ago(10),
          });

          expect(queuedKernels(await library.run())).toEqual(['1-4']);
        },
      );

      it('does not wait after a change, and counts from the start', async () => {
        await library.setBaseDigest('sha256:a');
        await fail(10);
        await fail(0);
        expect((await library.run()).queued).toEqual([]);

        await library.setBaseDigest('sha256:b');

        await fail(9);
        expect((await library.run()).skipped).toMatchObject([
          {
            cause: 'later',
            reason: expect.not.stringContaining('times so far'),
          },
        ]);
      });

      it('keeps counting for a kernel that was left out for a while', async () => {
        await fail(10);
        await fail(20);
        library.index.stream.reading = readingOf('1-5', ...KERNELS);
        library.index.registry.images = [imageOf('1-5')];
        await library.refresh();
        expect(await library.run()).toMatchObject({ queued: [], skipped: [] });

        library.index.stream.reading = readingOf(...KERNELS);
        await library.refresh();

        await fail(39);
        expect((await library.run()).skipped).toMatchObject([
          {
            cause: 'later',
            reason: expect.stringContaining(', 3 times so far'),
          },
        ]);
      });

      it('queues one build of each image that is due, within its budget', async () => {
        const wide = await createLibrary(knex, { keepLatest: 3, budget: 3 });
        const { queued } = await wide.run();
        for (const { buildId } of queued) {
          await wide.finishBuild(buildId, 'failed', {
            error: AWAY,
            finishedAt: ago(10),
          });
        }
        const narrow = await createLibrary(knex, { keepLatest: 3, budget: 2 });

        const run = await narrow.run();

        expect(queuedKernels(run)).toEqual(['1-4', '1-3']);
        expect(run.skipped).toMatchObject([{ kernel: '1-2', cause: 'budget' }]);
      });
    });

    it("builds a removed image again after a person's retry succeeded", async () => {
      const library = await createLibrary(knex, { keepLatest: 1 });
      const { queued } = await library.run();
      await library.finishBuild(queued[0].buildId, 'failed');
      const { plan } = (await library.builds.get(queued[0].buildId))!;
      const retry = await library.builds.create(plan, 'user:default/a');
      await library.finishBuild(retry.build.id, 'succeeded');

      expect(queuedKernels(await library.run())).toEqual(['1-4']);
    });
  },
);
