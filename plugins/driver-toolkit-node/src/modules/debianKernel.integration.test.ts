import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { checkSymbols } from './checkSymbols';
import { describeModuleSignature } from './describeModuleSignature';
import { distinctSymbols } from './distinctSymbols';
import { readKernelRecord, writeKernelRecord } from './KernelRecord';
import { LocalFile } from './LocalFile';
import { parseModulesDep } from './parseModuleLists';
import { parseSymvers, type KernelSymbols } from './parseSymvers';
import { normalizeModuleName } from './readInformation';
import { readKernelModule } from './readKernelModule';

jest.setTimeout(300_000);

const run = promisify(execFile);
const LAB = resolve(__dirname, '../../../../lab/mirror/debianKernels.mjs');
const OWN = 'cloud-amd64';
const OTHER = 'rt-amd64';
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
/** Arguments of one call of kmod. */
const PER_CALL = 100;

/** What modinfo names differently from `.modinfo` and the signature. */
const SIGNATURE_FIELDS = {
  signer: 'signer',
  sig_key: 'key',
  sig_hashalgo: 'hash',
} as const;

describe('modules of a real kernel', () => {
  let libraries: string;
  let modules: string[];
  let kmod: (program: string, ...args: string[]) => Promise<string>;
  let symbolsOf: (flavour: string) => KernelSymbols;
  let symversOf: (flavour: string) => string;

  beforeAll(async () => {
    const { stdout } = await run(process.execPath, [LAB, OWN, OTHER]);
    const found = JSON.parse(stdout);
    libraries = join(found.kernels[OWN], 'lib', 'modules');
    modules = readdirSync(libraries, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ko'))
      .map(name => join(libraries, name));
    kmod = async (program, ...args) =>
      (
        await run(join(found.kmod, 'bin', program), args, {
          env: { LD_LIBRARY_PATH: join(found.kmod, 'lib') },
          maxBuffer: MAX_OUTPUT_BYTES,
          encoding: 'latin1',
        })
      ).stdout;
    symversOf = flavour =>
      readFileSync(join(found.kernels[flavour], 'Module.symvers'), 'latin1');
    symbolsOf = flavour => parseSymvers(symversOf(flavour));
  });

  function read(path: string) {
    const file = new LocalFile(path);
    try {
      return readKernelModule(file, { withExports: true })!;
    } finally {
      file.close();
    }
  }

  it('are those of a whole kernel', () => {
    expect(modules.length).toBeGreaterThan(1000);
  });

  it('say what modinfo says', async () => {
    for (let at = 0; at < modules.length; at += PER_CALL) {
      const paths = modules.slice(at, at + PER_CALL);
      const told = await kmod('modinfo', '-0', ...paths);
      // Each module's values begin with its file name.
      const texts = told.split(/(?:^|\0)filename: +/).slice(1);
      expect(texts).toHaveLength(paths.length);
      texts.forEach((text, index) => {
        const { signature, ...module } = read(paths[index]);
        const [filename, ...pairs] = text.split('\0');
        expect(filename).toBe(paths[index]);
        const all = (key: string) =>
          pairs
            .filter(pair => pair.startsWith(`${key}=`))
            .map(pair => pair.slice(key.length + 1));
        for (const key of [
          'name',
          'version',
          'srcversion',
          'license',
          'vermagic',
        ] as const) {
          expect([key, module[key]]).toEqual([key, all(key)[0]]);
        }
        expect(module.softDependencies).toEqual(all('softdep'));
        expect(module.importedNamespaces).toEqual(all('import_ns'));
        expect(module.depends).toEqual(
          all('depends')[0].split(',').filter(Boolean).map(normalizeModuleName),
        );
        const described = describeModuleSignature(signature!);
        for (const [key, field] of Object.entries(SIGNATURE_FIELDS)) {
          expect(described[field]).toBe(all(key)[0]);
        }
        expect(module.architecture).toBe('x86_64');
      });
    }
  });

  it('need and export symbols as modprobe and depmod say', async () => {
    const exported = new Map<string, string>();
    for (const line of symversOf(OWN).trim().split('\n')) {
      const [crc, symbol, module] = line.split('\t');
      exported.set(
        `${normalizeModuleName(module.replace(/.*\//, ''))} ${symbol}`,
        crc,
      );
    }
    let exports = 0;
    for (const path of modules) {
      const { name, versions, exports: offered } = read(path);
      const dumped = await kmod('modprobe', '--dump-modversions', path);
      expect(
        versions!.map(({ symbol, crc }) => `${hex(crc)}\t${symbol}`).sort(),
      ).toEqual(dumped.split('\n').filter(Boolean).sort());
      for (const { symbol, crc } of offered!) {
        expect(hex(crc!)).toBe(exported.get(`${name} ${symbol}`));
        exports++;
      }
    }
    const ofModules = [...exported.keys()].filter(
      key => !key.startsWith('vmlinux '),
    );
    expect(exports).toBe(ofModules.length);
  });

  it('load in their own kernel, and in another one as little as modprobe says', async () => {
    const own = symbolsOf(OWN);
    const other = symbolsOf(OTHER);
    const expected = new Map(
      symversOf(OTHER)
        .split('\n')
        .map(line => [line.split('\t')[1], line.split('\t')[0]]),
    );
    let differing = 0;
    for (const path of modules) {
      const versions = read(path).versions!;
      expect(checkSymbols(versions, symbol => own.get(symbol))).toEqual([]);

      const found = checkSymbols(versions, symbol => other.get(symbol));
      const dumped = await kmod('modprobe', '--dump-modversions', path);
      const wrong = dumped
        .split('\n')
        .filter(Boolean)
        .map(line => line.split('\t'))
        .filter(([crc, symbol]) => expected.get(symbol) !== crc);
      expect(found.map(({ symbol }) => symbol).sort()).toEqual(
        wrong.map(([, symbol]) => symbol).sort(),
      );
      differing += found.some(({ symbol }) => symbol === 'module_layout')
        ? 1
        : 0;
    }
    // One cause in each of them.
    expect(differing).toBe(modules.length);
  });

  it('match the stored record of a kernel as they match the kernel', () => {
    const lists = modules.map(path => read(path).versions!);
    const symbols = distinctSymbols(lists);
    for (const flavour of [OWN, OTHER]) {
      const kernel = symbolsOf(flavour);
      const record = readKernelRecord(
        writeKernelRecord({
          unameRelease: flavour,
          architecture: 'x86_64',
          symbols: kernel,
          modules: [],
          builtin: [],
        }),
      );
      expect(record.symbols!.size).toBe(kernel.size);
      const found = checkSymbols(symbols, name => record.symbols!.get(name));
      const ofModules = distinctSymbols(
        lists.map(versions =>
          checkSymbols(versions, name => kernel.get(name)).map(
            ({ symbol, expected: crc }) => ({ symbol, crc }),
          ),
        ),
      );
      expect(
        found.map(({ symbol, expected: crc }) => ({ symbol, crc })),
      ).toEqual(ofModules);
      expect(found.length > 0).toBe(flavour === OTHER);
    }
  });

  it('have the dependencies that depmod writes', async () => {
    const [tree] = readdirSync(libraries);
    const written = parseModulesDep(
      await kmod('depmod', '-n', '-b', join(libraries, '..', '..'), tree),
    );
    const dependencies = new Map(
      written.map(({ name, depends }) => [name, depends]),
    );
    expect(written).toHaveLength(modules.length);
    for (const path of modules) {
      const { name, depends } = read(path);
      expect(dependencies.get(name!)).toEqual(expect.arrayContaining(depends!));
    }
  });
});

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`;
}
