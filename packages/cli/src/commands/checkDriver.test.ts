import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHere } from '../__testUtils__/runHere';

describe('driver check', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driver-check-'));
    file = join(folder, 'driver.yaml');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(['file', 'folder'])('accepts a correct one, by its %s', async by => {
    await writeFile(file, 'modules: [acme_core, acme]\n');

    expect(
      await runHere(['driver', 'check', by === 'file' ? file : folder]),
    ).toEqual({
      exitCode: 0,
      stdout: `${file} is correct. Modules: acme_core, acme\n`,
      stderr: '',
    });
  });

  it('names each problem of a wrong one', async () => {
    await writeFile(file, 'modules:\n  - true\nimgae: a.example/b\n');

    expect(await runHere(['driver', 'check', file])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: [
        `error: ${file}:2: modules[0] must be text, but YAML reads true as a boolean; quote it: 'true'.`,
        `error: ${file}:3: imgae is not a known key; did you mean 'image'?`,
        '',
      ].join('\n'),
    });
  });

  it('refuses a large one without reading it all', async () => {
    await writeFile(file, `modules: [a]\n#${'x'.repeat(1_000_000)}`);

    expect(await runHere(['driver', 'check', file])).toMatchObject({
      exitCode: 2,
      stderr: `error: ${file} has more than 16384 bytes.\n`,
    });
  });

  it('tells that there is none', async () => {
    expect(await runHere(['driver', 'check', file])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(
        `no such file or directory, stat '${file}'`,
      ),
    });
  });
});
