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
    /** How often it is asked whether the reader of events may still read. */
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
    // As far as the log is now: a build may write it faster than this reads.
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
      // One who does not read needs no sign of life.
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
      // The answer has begun; the client reconnects and is then told.
      logger.warn(`Following build ${build.id} ended early`, error as Error);
    } finally {
      stopWatching();
      clearInterval(heartbeat);
      if (res.writableNeedDrain) {
        // Who does not read what there is would keep the connection.
        res.destroy();
      } else {
        res.end();
      }
    }
  });
}

/** `Last-Event-ID`, else `after`. */
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
 * Fires when the reader has gone, who may have done so by now.
 *
 * @param onClose - told of it once
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

/** Writes at the reader's pace; ends also when it has gone. */
async function write(
  res: Response,
  text: string | Buffer,
  closed: AbortSignal,
): Promise<void> {
  if (!closed.aborted && !res.write(text)) {
    await once(res, 'drain', { signal: closed }).catch(() => {});
  }
}
