import { once } from 'node:events';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { Request, Response, Router } from 'express';
import type { ReadableBuilds } from '../access/ReadableBuilds';
import type { BuildStore } from '../database/builds/BuildStore';
import type { BuildLogStore } from '../database/logs/BuildLogStore';
import { BuildFeeds } from '../logs/BuildFeeds';
import type { BuildNotices } from '../logs/BuildNotices';
import type { Authorizer } from './Authorizer';
import { CallerStreams } from './CallerStreams';
import { ServerSentEvents } from './ServerSentEvents';
import { watchAccess } from './watchAccess';

const HEARTBEAT_MS = 15_000;

/** A build's log, as a text file and as server-sent events. */
export function addLogRoutes(
  router: Router,
  authorizer: Authorizer,
  options: {
    readableBuilds: ReadableBuilds;
    buildStore: BuildStore;
    logs: BuildLogStore;
    notices: BuildNotices;
    logger: LoggerService;
    /** Interval of checks whether the reader of events may still read. */
    accessCheckMs?: number;
  },
): void {
  const { readableBuilds, buildStore, logs, notices, logger } = options;
  const feeds = new BuildFeeds({ builds: buildStore, logs, notices });
  const events = new ServerSentEvents();
  const streams = new CallerStreams();

  router.get('/builds/:id/log', async (req, res) => {
    const caller = await authorizer.identify(req);
    const { build } = await readableBuilds.get(req.params.id, caller);
    const closed = closeSignal(res, streams.enter(caller));
    res.attachment(`${build.kernel}-${build.id}.log`);
    res.type('text/plain; charset=utf-8');
    let after = Number(req.query.after ?? 0);
    // Up to the current end of the log, because a build may write faster than
    // this reads.
    while (after < build.lastSequence && !closed.aborted) {
      const lines = await logs.read(build.id, after);
      const last = lines[lines.length - 1];
      if (!last) {
        break;
      }
      const text = lines.map(({ line }) => `${line}\n`).join('');
      await write(res, text, closed);
      after = last.seq;
    }
    res.end();
  });

  router.get('/builds/:id/events', async (req, res) => {
    const caller = await authorizer.identify(req);
    const authorize = () => readableBuilds.get(req.params.id, caller);
    const { build } = await authorize();
    const after = resumePoint(req);
    const over = new AbortController();
    const closed = AbortSignal.any([
      closeSignal(res, streams.enter(caller)),
      over.signal,
    ]);
    const stopWatching = watchAccess({
      caller,
      authorize,
      checkMs: options.accessCheckMs,
      onEnd: why => {
        logger.info(`A reader of build ${build.id} is disconnected: ${why}`);
        over.abort();
      },
    });
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      // no-transform keeps compression from holding events back
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    res.flushHeaders();
    const heartbeat = setInterval(() => {
      // A reader who does not read needs no heartbeat.
      if (!res.writableNeedDrain) {
        res.write(':\n\n');
      }
    }, HEARTBEAT_MS);
    try {
      for await (const event of feeds.follow({
        buildId: build.id,
        after,
        signal: closed,
      })) {
        await write(res, events.format(event), closed);
      }
    } catch (error) {
      // The answer has begun, so the client gets the error only when it
      // reconnects.
      logger.warn(`Following build ${build.id} ended early`, error as Error);
    } finally {
      stopWatching();
      clearInterval(heartbeat);
      if (res.writableNeedDrain) {
        // Otherwise, a reader who does not read would keep the connection.
        res.destroy();
      } else {
        res.end();
      }
    }
  });
}

/** `Last-Event-ID`, or else `after`. */
function resumePoint(req: Request): number {
  const header = req.get('last-event-id');
  if (header === undefined) {
    return Number(req.query.after ?? 0);
  }
  const id = Number(header);
  if (!Number.isSafeInteger(id) || id < 0) {
    throw new InputError(
      `Last-Event-ID must be the sequence number of a log line, but is '${header}'.`,
    );
  }
  return id;
}

/**
 * Aborts when the reader has gone, which may already be the case.
 *
 * @param onClose - called once then
 */
function closeSignal(res: Response, onClose: () => void): AbortSignal {
  const closed = new AbortController();
  const close = () => {
    closed.abort();
    onClose();
  };
  if (res.closed) {
    close();
  } else {
    res.once('close', close);
  }
  return closed.signal;
}

/** Writes at the reader's pace, and ends if the reader has gone. */
async function write(
  res: Response,
  text: string | Buffer,
  closed: AbortSignal,
): Promise<void> {
  if (!closed.aborted && !res.write(text)) {
    await once(res, 'drain', { signal: closed }).catch(() => {});
  }
}
