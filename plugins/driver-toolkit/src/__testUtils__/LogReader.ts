import type { Entry } from './Entry';

/** One log connection. */
export class LogReader {
  readonly response: Response;
  readonly #path: string;
  readonly #after: number;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(path: string, after: number, onCancel: () => void) {
    this.#path = path;
    this.#after = after;
    this.response = new Response(
      new ReadableStream<Uint8Array>({
        start: controller => {
          this.#controller = controller;
        },
        cancel: onCancel,
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    );
  }

  take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if ('stream' in entry && entry.stream === this.#path) {
        const id = Number(/^id: (\d+)$/m.exec(entry.event)?.[1] ?? Infinity);
        if (id > this.#after) {
          this.#controller.enqueue(
            new TextEncoder().encode(`${entry.event}\n\n`),
          );
        }
      }
    }
  }

  fail(): void {
    this.#controller.error(new TypeError('network error'));
  }
}
