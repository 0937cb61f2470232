import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  DEFAULT_TAG,
  expandTag,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { parseDriverFile } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { parse } from 'yaml';
import { runHere } from '../__testUtils__/runHere';

const run = promisify(execFile);
const ROOT = resolve(__dirname, '../../../..');
const READER = join(
  ROOT,
  'templates/driver-container/skeleton/scripts/driver-yaml.awk',
);
const SHAPES = join(
  ROOT,
  'plugins/driver-toolkit-backend/src/drivers/template/__testUtils__/shapes.ts',
);
const VERSION = '5.14.0-427.18.1.el9_4';

const page = readFileSync(join(ROOT, 'docs/upstream-drivers.md'), 'utf8');
/** Each example, by its heading. */
const examples = page.split(/^## /m).flatMap(section =>
  [...section.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text]) => ({
    heading: section.slice(0, section.indexOf('\n')),
    text,
  })),
);

describe('docs/upstream-drivers.md', () => {
  it('has an example of each driver', () => {
    expect(examples.map(({ heading }) => heading)).toEqual([
      'FPGA',
      'NIC',
      'GPU',
      'Lustre',
    ]);
  });

  it('names each way of building that tests build, and no other', () => {
    const said = [...page.matchAll(/^\|[^|]+\| `([^`]+)` +\|/gm)].map(
      ([, shape]) => shape,
    );
    const built = readFileSync(SHAPES, 'utf8').split('export const SHAPES')[1];
    expect(said.sort()).toEqual(
      [...built.matchAll(/^ {2}'(.+)': \{$/gm)].map(([, name]) => name).sort(),
    );
  });

  describe.each(examples)('$heading', ({ heading, text }) => {
    const parsed = () => parseDriverFile(text, { path: heading }).driver;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'upstream-'));
      await writeFile(join(folder, 'driver.yaml'), text);
    });

    afterAll(() => rm(folder, { recursive: true }));

    it('is correct', async () => {
      const names = parsed()
        .modules.map(({ name }) => name)
        .join(', ');
      const file = join(folder, 'driver.yaml');
      expect(await runHere(['driver', 'check', folder])).toEqual({
        exitCode: 0,
        stdout: `${file} is correct. Modules: ${names}\n`,
        stderr: '',
      });
    });

    it("can be read by the repository's scripts, which find the same", async () => {
      const { stdout } = await run(
        'awk',
        ['-f', READER, join(folder, 'driver.yaml')],
        { env: { ...process.env, LC_ALL: 'C' } },
      );
      expect(stdout.trim().split('\n').sort()).toEqual(
        flatten(parse(text)).sort(),
      );
    });

    it('gives each kernel and variant a tag of its own', () => {
      const { tag = DEFAULT_TAG, version } = parsed();
      const variants = ['default', 'rt', '64k'] as const;
      const tags = variants.map(variant =>
        expandTag(tag, {
          unameRelease: `${VERSION}.x86_64${
            variant === 'default' ? '' : `+${variant}`
          }`,
          variant,
          architecture: 'x86_64',
          os: { id: 'rhel', version: '9.4' },
          driverVersion: version,
        }),
      );
      expect(new Set(tags).size).toBe(3);
      for (const each of tags) {
        expect(each).toMatch(/^[\w][\w.-]{0,127}$/);
        expect(each).toContain(VERSION);
      }
    });

    it('has manifests that name its image and its modules', async () => {
      const manifests = async (...kinds: string[]) => {
        const { exitCode, stdout, stderr } = await runHere([
          ...['driver', 'manifests', folder, '--for', kinds.join()],
          ...['--kernel', `${VERSION}.x86_64`, '--os', 'rhel=9.4'],
          ...['--bootc-image', 'quay.io/centos-bootc/centos-bootc:stream9'],
        ]);
        expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
        return stdout;
      };
      const { image, modules } = parsed();
      const both = await manifests('kmm', 'daemonset');
      expect(both).toContain("kind: 'Module'");
      expect(both).toContain("kind: 'DaemonSet'");
      expect(both).toContain(`${image}:`);
      expect(both).toContain(`'${modules.at(-1)!.name}'`);
      expect(await manifests('bootc')).toContain(`${image}:`);
    });
  });
});

/** The lines that the scripts' reader prints. */
function flatten(value: unknown, key = ''): string[] {
  if (typeof value !== 'object' || value === null) {
    return [`${key}\t${value}`];
  }
  return Object.entries(value).flatMap(([name, each]) =>
    flatten(each, key ? `${key}.${name}` : name),
  );
}
