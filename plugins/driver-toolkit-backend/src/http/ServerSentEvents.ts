import type { FeedEvent } from '../logs/BuildFeed';

/**
 * Formats the events of feeds. An event for many viewers is formatted only
 * once.
 */
export class ServerSentEvents {
  readonly #formatted = new WeakMap<object, Buffer>();

  format(event: FeedEvent): Buffer {
    const shared = event.type === 'lines' ? event.batch : event.build;
    let formatted = this.#formatted.get(shared);
    if (!formatted) {
      formatted = Buffer.from(format(event));
      this.#formatted.set(shared, formatted);
    }
    return formatted;
  }
}

function format(event: FeedEvent): string {
  return event.type === 'lines'
    ? event.batch.lines
        .map(
          line =>
            `id: ${line.seq}\nevent: log\ndata: ${JSON.stringify(line)}\n\n`,
        )
        .join('')
    : `event: state\ndata: ${JSON.stringify(event.build)}\n\n`;
}
