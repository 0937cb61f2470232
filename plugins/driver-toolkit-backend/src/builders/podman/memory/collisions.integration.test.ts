import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { PodmanBench } from '../__testUtils__/PodmanBench';

jest.setTimeout(180_000);

const WORKERS = 4;
const ROUNDS = 12;

describe('Inspecting images while others are committed', () => {
  let bench: PodmanBench;

  beforeAll(async () => {
    bench = await PodmanBench.create({ extraArguments: ['--layers=false'] });
  });

  afterAll(() => bench.dispose());

  // With the builds' storage as an additional image store, one in twenty hangs
  // forever: podman holds one of its locks and waits for another.
  it('blocks neither', async () => {
    const { signal } = new AbortController();
    const seen: string[] = [];
    await Promise.all(
      Array.from({ length: WORKERS }, async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const word = randomUUID();
          const { image } = await bench.build([`RUN echo ${word} > /word`]);
          const [, printed] = await Promise.all([
            image.readPath('/etc/apt', text, signal),
            image.runProgram(
              ['cat', '/word', '/proc/self/mountinfo'],
              text,
              signal,
            ),
          ]);
          expect(printed).toContain(word);
          // In memory; otherwise it would wait for the builds' locks.
          expect(printed).toContain('upperdir=/dev/shm/');
          seen.push(word);
        }
      }),
    );
    expect(seen).toHaveLength(WORKERS * ROUNDS);
  });
});
