import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LoopbackServer } from '../__testUtils__/LoopbackServer';
import { runHere } from '../__testUtils__/runHere';

const PAGE = resolve(__dirname, '../../../../docs/deploying.md');

/** A code block of the page. */
interface Block {
  language: string;
  text: string;
}

/** Runs every command of docs/deploying.md, in its order. */
describe('docs/deploying.md', () => {
  let folder: string;
  let blocks: Block[];
  /** What the commands wrote, by name. */
  const written = new Map<string, string>();
  let portal: LoopbackServer;

  beforeAll(async () => {
    const page = await readFile(PAGE, 'utf8');
    blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
      ([, language, text]) => ({ language, text }),
    );
    folder = await mkdtemp(join(tmpdir(), 'deploying-'));
    portal = await LoopbackServer.start();
    portal.set(
      '/api/driver-toolkit/drivers/team-a/acme/manifests?for=kmm&pin=true&orderedUpgrade=true&probes=true',
      {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ files: [], warnings: [], kernels: [] }),
      },
    );
  });

  afterAll(async () => {
    await portal.close();
    await rm(folder, { recursive: true });
  });

  /** @returns what it prints, beside the files that it writes */
  async function run(words: string[]): Promise<string> {
    const here = words.map(word =>
      word === 'deploy'
        ? join(folder, 'deploy')
        : word.replace('https://portal.example.com', portal.origin),
    );
    const isLocal = !words.includes('--portal');
    const { exitCode, stdout, stderr } = await runHere([
      ...here,
      ...(isLocal ? [join(folder, 'driver.yaml')] : []),
    ]);
    expect({ words, stderr, exitCode }).toEqual({
      words,
      stderr: '',
      exitCode: 0,
    });
    if (words.includes('--output')) {
      for (const name of await readdir(join(folder, 'deploy'))) {
        written.set(
          `deploy/${name}`,
          await readFile(join(folder, 'deploy', name), 'utf8'),
        );
      }
    }
    return stdout;
  }

  it('has commands that work, and what they print', async () => {
    let printed = '';
    const prints: { said: string; printed: string }[] = [];
    let count = 0;
    for (const { language, text } of blocks) {
      if (language === 'yaml' && !text.includes('apiVersion')) {
        await writeFile(join(folder, 'driver.yaml'), text);
      } else if (language === 'yaml') {
        prints.push({ said: text, printed });
      } else {
        for (const command of text.trim().split('\n')) {
          count++;
          const [program, ...words] = command.split(' ');
          if (program === 'driver-toolkit') {
            printed = await run(words);
          } else {
            expectKnown(command);
          }
        }
      }
    }
    expect(prints.map(each => each.printed)).toEqual(
      prints.map(each => each.said),
    );
    expect(prints).toHaveLength(1);
    expect(count).toBeGreaterThan(10);
  });

  /** Commands for a cluster or podman use what was written before. */
  function expectKnown(command: string): void {
    const [, file] =
      /^(?:kubectl apply -f|podman build --file) (\S+)/.exec(command) ?? [];
    const [, label] = /^kubectl label node \S+ (\S+)$/.exec(command) ?? [];
    if (file !== undefined) {
      expect([...written.keys()]).toContain(file);
    } else if (label !== undefined) {
      expect([...written.values()].join('')).toContain(`${label}\n`);
    } else {
      expect(command).toBe(
        'kubectl label namespace drivers pod-security.kubernetes.io/enforce=privileged',
      );
    }
  }
});
