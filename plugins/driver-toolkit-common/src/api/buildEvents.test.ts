/** @jest-environment node */
import { readBuildEvents } from './buildEvents';
import type { BuildEvent } from './DriverToolkitApi';

const line = {
  seq: 1,
  time: '2024-05-01T12:00:00.000Z',
  line: 'STEP 1/2 — größer 🧪',
};
const whole = new TextEncoder().encode(
  [
    ': heartbeat\n\n',
    'event: state\ndata: {"state":"running"}\n\n',
    `event: log\nid: 1\ndata: ${JSON.stringify(line)}\n\n`,
    'event: other\ndata: {}\n\n',
    'event: state\ndata: {"state":"succeeded"}\n\n',
  ].join(''),
);

async function read(chunks: Uint8Array[]) {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      chunks.forEach(chunk => controller.enqueue(chunk));
      controller.close();
    },
  });
  const events: BuildEvent[] = [];
  for await (const event of readBuildEvents(stream)) {
    events.push(event);
  }
  return events;
}

describe('readBuildEvents', () => {
  it.each([1, 2, 3, 5, 7, 64, whole.length])(
    'reads events in chunks of %i bytes, cut inside characters too',
    async size => {
      const chunks = Array.from(
        { length: Math.ceil(whole.length / size) },
        (_, i) => whole.subarray(i * size, (i + 1) * size),
      );
      expect(await read(chunks)).toEqual([
        { type: 'state', build: { state: 'running' } },
        { type: 'log', line },
        { type: 'state', build: { state: 'succeeded' } },
      ]);
    },
  );

  it("treats an end before the build's end as a lost connection", async () => {
    await expect(read([whole.subarray(0, 150)])).rejects.toThrow(
      /before the build/,
    );
  });
});
