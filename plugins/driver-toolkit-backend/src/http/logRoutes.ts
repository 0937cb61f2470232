import { InputError } from '@backstage/errors';
import {
  buildReadPermission,
  type BuildEvent,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Request, Response, Router } from 'express';
import { once } from 'node:events';
import type { Builds } from '../builds/Builds';
import type { BuildLogStore } from '../database/BuildLogStore';
import type { BuildStore } from '../database/BuildStore';
import type { BuildNotices } from '../logs/BuildNotices';
import { followBuild } from '../logs/followBuild';
import type { Authorizer } from './Authorizer';

const HEARTBEAT_MS = 15_000;
const BATCH_LINES = 5000;

/** A build's log, as text and as server-sent events. */
export function addLogRoutes(
  router: Router,
  authorizer: Authorizer,
  options: {
    builds: Builds;
    buildStore: BuildStore;
    logs: BuildLogStore;
    notices: BuildNotices;
    logger: LoggerService;
  },
): void {
  const { builds, buildStore, logs, notices, logger } = options;

  router.get('/builds/:id/log', async (req, res) => {
    await authorizer.require(req, buildReadPermission);
    const { build } = await builds.get(req.params.id);
    const closed = closeSignal(res);
    res.type('text/plain; charset=utf-8');
    let after = Number(req.query.after ?? 0);
    for (;;) {
      const lines = await logs.read(build.id, after, BATCH_LINES);
      const text = lines.map(({ line }) => `${line}\n`).join('');
      await write(res, text, closed);
      if (lines.length < BATCH_LINES || closed.aborted) {
        break;
      }
      after = lines[lines.length - 1].seq;
    }
    res.end();
  });

  router.get('/builds/:id/events', async (req, res) => {
    await authorizer.require(req, buildReadPermission);
    const { build } = await builds.get(req.params.id);
    const after = resumePoint(req);
    const closed = closeSignal(res);
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      // no-transform keeps compression from holding events back
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    res.flushHeaders();
    const heartbeat = setInterval(() => res.write(':\n\n'), HEARTBEAT_MS);
    try {
      const events = followBuild({
        buildId: build.id,
        after,
        builds: buildStore,
        logs,
        notices,
        signal: closed,
      });
      for await (const event of events) {
        await write(res, formatEvent(event), closed);
        if (closed.aborted) {
          break;
        }
      }
    } catch (error) {
      // The answer has begun; the client reconnects and is then told.
      logger.warn(`Following build ${build.id} ended early`, error as Error);
    } finally {
      clearInterval(heartbeat);
      res.end();
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

function formatEvent(event: BuildEvent): string {
  return event.type === 'log'
    ? `id: ${event.line.seq}\nevent: log\ndata: ${JSON.stringify(
        event.line,
      )}\n\n`
    : `event: state\ndata: ${JSON.stringify(event.build)}\n\n`;
}

/** Fires when the reader has gone. */
function closeSignal(res: Response): AbortSignal {
  const closed = new AbortController();
  res.on('close', () => closed.abort());
  return closed.signal;
}

/** Writes at the reader's pace; ends also when it has gone. */
async function write(
  res: Response,
  text: string,
  closed: AbortSignal,
): Promise<void> {
  if (!closed.aborted && text && !res.write(text)) {
    await once(res, 'drain', { signal: closed }).catch(() => {});
  }
}
