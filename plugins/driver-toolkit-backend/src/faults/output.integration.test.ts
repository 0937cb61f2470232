import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { readLab } from '../__testUtils__/lab';
import {
  labConfiguration,
  labKernelSource,
} from '../__testUtils__/labConfiguration';
import { SOURCE } from '../__testUtils__/labKernel';
import { CUT_NOTE, MAX_LINE_LENGTH } from '../builders/cutLine';
import { BackendProcess } from './__testUtils__/BackendProcess';
import { findLeftovers } from './__testUtils__/findLeftovers';
import { memoryOf, mostMemoryOf } from './__testUtils__/memoryOf';
import { quickToolkit } from './__testUtils__/quickToolkit';

jest.setTimeout(240_000);

const MIB = 1024 * 1024;
const LOG_MAX_BYTES = MIB;
/** How much the backend may grow; the output is many times larger. */
const MAX_GROWTH = 300 * MIB;
/**
 * V8 lets its heap grow as long as there is room. With little room, a leak ends
 * the process.
 */
const HEAP_MIB = 320;
/** The last line of the step. */
const END = 'all was printed';

const KERNEL = '5.14.0-427.el9';
/**
 * 1 GB in 22,000,000 lines, binary data, and one long line; a short line at the
 * end.
 */
const PRINT = [
  'yes "  CC [M]  drivers/net/ethernet/example/example.o" | head -c 1G',
  'head -c 32M /dev/urandom',
  `head -c 192M /dev/zero | tr "\\0" x; echo; echo ${END}`,
].map(command => `RUN ${command} # ${randomUUID()}`);

describe('driver-toolkit backend whose builds print huge output', () => {
  const lab = readLab();
  const environment = { ...process.env };
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let backend: BackendProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'output-'));
    env = {
      ...process.env,
      ...lab.env,
      TMPDIR: join(folder, 'tmp'),
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
    };
    await mkdir(join(folder, 'tmp'));
    const containerfile = join(folder, 'Containerfile');
    await writeFile(containerfile, quickToolkit(PRINT));
    const token = randomBytes(16).toString('hex');
    const namespace = `${lab.registry}/it-${randomBytes(6).toString('hex')}`;
    const configFile = join(folder, 'app-config.json');
    const images = {
      toolkit: `${namespace}/driver-toolkit`,
      drivers: `${namespace}/drivers`,
      kept: `localhost/${randomUUID()}`,
    };
    await writeFile(
      configFile,
      JSON.stringify({
        app: { baseUrl: 'http://localhost' },
        backend: {
          listen: { host: '127.0.0.1' },
          database: {
            client: 'better-sqlite3',
            connection: { directory: folder },
          },
          auth: {
            externalAccess: [
              { type: 'static', options: { token, subject: 'faults' } },
            ],
          },
        },
        ...labConfiguration(lab, images, {
          kernelSources: [labKernelSource(lab, ['x86_64'])],
          toolkit: { containerfile, baseImage: lab.baseImage },
          builds: { logMaxBytes: LOG_MAX_BYTES },
        }),
      }),
    );
    backend = await BackendProcess.spawn({ configFile, token, env });
    await backend.start();
    await backend.api.refreshSource(SOURCE);
    await backend.api.refreshSource('lab');
  });

  afterAll(async () => {
    await backend?.stop();
    process.env = environment;
    await rm(folder, { recursive: true, force: true });
  });

  /** Nobody reads its log meanwhile. */
  async function build(force: boolean): Promise<Build> {
    let { build: latest } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
      force,
    });
    while (!isFinished(latest)) {
      await delay(100);
      latest = await backend.api.getBuild(latest.id);
    }
    return latest;
  }

  it('limits their log and its own memory, and continues to build', async () => {
    const before = await memoryOf(backend.pid);

    const { result, most } = await mostMemoryOf(backend.pid, build(false));

    expect(result.error).toBeUndefined();
    expect(result.state).toBe('succeeded');
    expect(result.lastSequence).toBeGreaterThan(20_000_000);
    expect(most - before).toBeLessThan(MAX_GROWTH);
    const log = await backend.api.getBuildLog(result.id);
    const lines = log.split('\n');
    expect(Buffer.byteLength(log)).toBeLessThan(2 * LOG_MAX_BYTES);
    expect(lines[0]).toMatch(/^Base image: /);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^… lines \d+ to \d+ were dropped: the log exceeded its limit of 1048576 bytes …$/,
      ),
    );
    const endless = lines.find(line => line.endsWith(CUT_NOTE));
    expect(endless).toHaveLength(MAX_LINE_LENGTH + CUT_NOTE.length);
    expect(lines).toContain(END);
    expect(lines).toContainEqual(expect.stringMatching(/^Pushed and read/));

    expect(await findLeftovers(env)).toEqual([]);
    expect((await build(true)).state).toBe('succeeded');
  });
});
