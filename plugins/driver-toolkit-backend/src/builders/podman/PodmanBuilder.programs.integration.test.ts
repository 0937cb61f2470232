import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BuiltImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { processesWith } from './__testUtils__/processesWith';

jest.setTimeout(180_000);

describe('PodmanBuilder running programs of an image', () => {
  const { signal } = new AbortController();
  let bench: PodmanBench;
  let image: BuiltImage;

  beforeAll(async () => {
    bench = await PodmanBench.create();
    ({ image } = await bench.build([
      'RUN echo kept > /message',
      'USER 1000',
      'ENTRYPOINT ["false"]',
    ]));
  });

  afterAll(() => bench.dispose());

  const run = (script: string) =>
    image.runProgram(['bash', '-c', script], text, signal);

  it('returns the output, and passes arguments literally', async () => {
    expect(await run('cat /message; echo "$0"')).toBe('kept\nbash\n');
    expect(
      await image.runProgram(['printf', '%s\\n', '$HOME', 'a b'], text, signal),
    ).toBe('$HOME\na b\n');
    expect(await bench.newContainers()).toEqual([]);
  });

  it('lets it neither reach the network nor change the image', async () => {
    expect(await run('echo changed > /message; cat /message')).toBe(
      'changed\n',
    );
    expect(await run('cat /message; ls /sys/class/net')).toBe('kept\nlo\n');
  });

  it('makes no folder on the host, with any working directory of the image', async () => {
    const host = join(bench.context, 'host');
    await mkdir(host);
    const trap = await bench.build([
      `RUN ln -s ${host} /trap`,
      'WORKDIR /trap/made',
    ]);
    const output = await trap.image.runProgram(['pwd'], text, signal);
    expect(output).toBe('/\n');
    expect(await readdir(host)).toEqual([]);
  });

  it('knows that the image has no such program', async () => {
    expect(await image.runProgram(['no-such'], text, signal)).toBeUndefined();
    expect(await bench.newContainers()).toEqual([]);
  });

  it('quotes a failed program', async () => {
    await expect(run('echo it is broken >&2; exit 3')).rejects.toThrow(
      'bash of the image failed: it is broken',
    );
    expect(await bench.newContainers()).toEqual([]);
  });

  it('leaves nothing of a stopped program that ignores signals', async () => {
    const marker = randomUUID();
    const controller = new AbortController();
    const stopped = image.runProgram(
      [
        'bash',
        '-c',
        `trap "" TERM; echo begun ${marker}; while :; do sleep 1; done`,
      ],
      async output => {
        for await (const _ of output) {
          controller.abort(new Error('cancelled'));
        }
      },
      controller.signal,
    );
    await expect(stopped).rejects.toThrow('cancelled');
    expect(await processesWith(marker)).toEqual([]);
    expect(await bench.newContainers()).toEqual([]);
  });

  it('leaves nothing of a program whose output is refused', async () => {
    const marker = randomUUID();
    const refused = image.runProgram(
      ['bash', '-c', `while :; do echo more ${marker}; done`],
      async output => {
        for await (const _ of output) {
          throw new Error('too much');
        }
      },
      signal,
    );
    await expect(refused).rejects.toThrow('too much');
    expect(await processesWith(marker)).toEqual([]);
    expect(await bench.newContainers()).toEqual([]);
  });
});
