import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { registriesConfiguration } from './registriesConfiguration';

describe('registriesConfiguration', () => {
  const environment = { ...process.env };
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'registries-'));
    file = join(folder, 'registries.conf');
    process.env.CONTAINERS_REGISTRIES_CONF = file;
  });

  afterEach(async () => {
    process.env = { ...environment };
    await rm(folder, { recursive: true, force: true });
  });

  it('adds undeclared registries and keeps the rest', async () => {
    await writeFile(
      file,
      [
        'unqualified-search-registries = ["quay.example"]',
        '[[registry]] # ours',
        "prefix = 'quay.example/centos'",
        'location = "127.0.0.1:5000/centos"',
        '[[registry.mirror]]',
        'location = "mirror.example"',
        '[aliases]',
        '"fedora" = "registry.example/fedora"',
      ].join('\n'),
    );

    expect(
      parse(
        await registriesConfiguration(['127.0.0.1:5000', '127.0.0.1:5000']),
      ),
    ).toEqual({
      'unqualified-search-registries': ['quay.example'],
      registry: [
        {
          prefix: 'quay.example/centos',
          location: '127.0.0.1:5000/centos',
          mirror: [{ location: 'mirror.example' }],
        },
        { location: '127.0.0.1:5000', insecure: true },
      ],
      aliases: { fedora: 'registry.example/fedora' },
    });
  });

  it('marks a declared registry instead of declaring it twice', async () => {
    await writeFile(
      file,
      '[[registry]]\nlocation = "a:5000"\nblocked = false\n[[registry]]\nprefix = "b:5000"\nlocation = "c:5000"\n',
    );

    expect(parse(await registriesConfiguration(['a:5000', 'b:5000']))).toEqual({
      registry: [
        { location: 'a:5000', blocked: false, insecure: true },
        { prefix: 'b:5000', location: 'c:5000', insecure: true },
      ],
    });
  });

  it('names the file that it cannot read', async () => {
    await writeFile(file, '[[registry]\n');
    await expect(registriesConfiguration(['a:5000'])).rejects.toThrow(file);
    await rm(file);
    await expect(registriesConfiguration(['a:5000'])).rejects.toThrow(file);
  });

  it("prefers the user's file to the machine's", async () => {
    delete process.env.CONTAINERS_REGISTRIES_CONF;
    process.env.HOME = folder;
    const own = join(folder, '.config/containers');

    await mkdir(own, { recursive: true });
    await writeFile(
      join(own, 'registries.conf'),
      'unqualified-search-registries = ["own.example"]\n',
    );

    expect(parse(await registriesConfiguration([]))).toMatchObject({
      'unqualified-search-registries': ['own.example'],
    });
  });
});
