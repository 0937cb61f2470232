import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlayedBackend } from './__testUtils__/recording/PlayedBackend';
import { Recorder } from './__testUtils__/recording/Recorder';
import { scenes } from './__testUtils__/recording/scenes';

jest.mock('../wiring/createSources');
jest.setTimeout(60_000);

/** Folder of the frontend's recordings. */
const FOLDER = join(
  __dirname,
  '../../../driver-toolkit/src/__testUtils__/recordings',
);

describe('recordings for the frontend’s tests', () => {
  let backend: PlayedBackend;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recordings-'));
    jest.useFakeTimers({
      now: new Date('2026-11-30T10:00:00.000Z'),
      // The time stands still, but timers run.
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
      ],
    });
    backend = new PlayedBackend();
  });

  afterEach(async () => {
    await backend.stop();
    jest.useRealTimers();
    await rm(folder, { recursive: true });
  });

  it.each(Object.entries(scenes))('are up to date: %s', async (name, scene) => {
    for (const [file, content] of Object.entries(scene.files ?? {})) {
      await writeFile(join(folder, file), content, { mode: 0o600 });
    }
    const { config } = scene;
    await backend.start(
      typeof config === 'function' ? config(folder) : config,
      scene,
    );
    const recorder = new Recorder(backend.url);
    await scene.play(backend, recorder);
    const recording = await recorder.finish();

    const file = join(FOLDER, `${name}.json`);
    if (process.env.RECORD) {
      await mkdir(FOLDER, { recursive: true });
      await writeFile(file, `${JSON.stringify(recording, null, 2)}\n`);
    }
    expect(recording).toEqual(JSON.parse(await readFile(file, 'utf8')));
  });
});
