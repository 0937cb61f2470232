import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { BuildEvent } from './DriverToolkitApi';

/** Reads the server-sent events of a build, as `openapi.yaml` describes them. */
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
        return;
      }
      parser.feed(decoder.decode(value, { stream: true }));
      for (const { event, data } of messages.splice(0)) {
        if (event === 'log') {
          yield { type: 'log', line: JSON.parse(data) };
        } else if (event === 'state') {
          yield { type: 'state', build: JSON.parse(data) };
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
