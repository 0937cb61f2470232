import { ServiceUnavailableError } from '@backstage/errors';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { BuildEvent } from './DriverToolkitApi';
import { type Build, isFinished } from './types';

/**
 * Reads the server-sent events of a build (see `openapi.yaml`) up to the state
 * event of the finished build.
 *
 * @throws ServiceUnavailableError if the stream ends before that: a proxy or a
 * backend that shuts down closes it just as cleanly.
 */
export async function* readBuildEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncIterable<BuildEvent> {
  const messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: message => messages.push(message) });
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        throw new ServiceUnavailableError(
          'The event stream ended before the build did',
        );
      }
      parser.feed(decoder.decode(value, { stream: true }));
      for (const { event, data } of messages.splice(0)) {
        if (event === 'log') {
          yield { type: 'log', line: JSON.parse(data) };
        } else if (event === 'state') {
          const build: Build = JSON.parse(data);
          yield { type: 'state', build };
          if (isFinished(build)) {
            return;
          }
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
