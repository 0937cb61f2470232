import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { HttpClient } from '../../http/HttpClient';
import { kernelPackages } from './__testUtils__/kernelPackages';
import { primaryXml, type Lies } from './__testUtils__/repodata';
import { TestMirror } from './__testUtils__/TestMirror';
import { locate } from './mirrors/RepositoryLocation';
import { RpmRepository } from './RpmRepository';

jest.setTimeout(120_000);

const PACKAGES = kernelPackages({ kernel: '5.14.0-391.el9' });
const LIST = primaryXml(PACKAGES);
const EMPTY =
  '<?xml version="1.0"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" packages="0"/>';
const WITHOUT_VERSION =
  '<package type="rpm"><name>kernel-core</name><arch>x86_64</arch></package>';

/** Realistic repositories: their metadata and their lists. */
const REPOSITORIES: Record<string, { lies?: Lies; list?: string }> = {
  plain: {},
  'more packages than there are': { list: counted('9') },
  'fewer packages than there are': { list: counted('1') },
  'no number of packages': { list: counted('many') },
  'no packages': { list: EMPTY },
  'no namespace of rpm': { list: LIST.replace(/ xmlns:rpm="[^"]*"/, '') },
  'no namespaces': { list: LIST.replace(/ xmlns(?::rpm)?="[^"]*"/g, '') },
  'neither packages nor namespaces': { list: '<metadata packages="0"/>' },
  'no namespace of repomd': { lies: { isBare: true } },
  'a size of 0': { lies: { size: 0 } },
  'an open size of 0': { lies: { openSize: 0 } },
  'a wrong open size': { lies: { openSize: 10 } },
  'a wrong open checksum': { lies: { openChecksum: '0'.repeat(64) } },
  'an empty timestamp': { lies: { timestamp: '' } },
  'a negative timestamp': { lies: { timestamp: '-5' } },
  'a timestamp in words': { lies: { timestamp: 'soon' } },
  'an empty size': { lies: { openSize: '' } },
  'a negative size': { lies: { openSize: -1 } },
  'a release with a plus sign': {
    list: primaryXml(kernelPackages({ kernel: '6.12.0-55.el10+1' })),
  },
  'a package without a version': {
    list: LIST.replace('</metadata>', `${WITHOUT_VERSION}</metadata>`),
  },
};
const NAMES = Object.keys(REPOSITORIES);

function counted(packages: string): string {
  return LIST.replace(/packages="\d+"/, `packages="${packages}"`);
}

interface Lab {
  baseImage: string;
  env: Record<string, string>;
}

describe('RpmRepository, compared with the dnf of the lab', () => {
  const http = HttpClient.create();
  let mirror: TestMirror;
  let dnf: Map<string, string[] | undefined>;

  beforeAll(async () => {
    mirror = await TestMirror.start();
    for (const [index, name] of NAMES.entries()) {
      const { lies, list = LIST } = REPOSITORIES[name];
      await mirror.addPrimary(`r${index}`, list, { lies });
      // dnf also requests lists of files, if any.
      const repomd = `r${index}/repodata/repomd.xml`;
      mirror.setFile(
        repomd,
        mirror
          .file(repomd)!
          .toString()
          .replace(/<data type="filelists">.*?<\/data>/s, ''),
      );
    }
    dnf = await repoquery();
  });

  afterAll(async () => {
    await mirror?.close();
    await http.close();
  });

  /** The packages that dnf lists for each; undefined if it refuses. */
  async function repoquery(): Promise<Map<string, string[] | undefined>> {
    const lab: Lab = JSON.parse(
      readFileSync(process.env.DRIVER_TOOLKIT_LAB!, 'utf8'),
    );
    const script = NAMES.map(
      (_, index) =>
        `echo "= $(dnf -q --repofrompath=r${index},${mirror.origin}/r${index} --repo=r${index} repoquery --queryformat '%{name}-%{version}-%{release}.%{arch}' | tr '\\n' ' '; echo "$?")"`,
    );
    const { stdout } = await promisify(execFile)(
      'podman',
      [
        'run',
        '--rm',
        '--network=host',
        lab.baseImage,
        'bash',
        '-c',
        ['set -o pipefail', ...script].join('\n'),
      ],
      { env: { ...process.env, ...lab.env } },
    );
    const answers = stdout.split('\n').filter(line => line.startsWith('= '));
    return new Map(
      NAMES.map((name, index) => {
        const words = answers[index].slice(2).split(' ').filter(Boolean);
        return [name, words.pop() === '0' ? words.sort() : undefined];
      }),
    );
  }

  async function read(name: string): Promise<string[] | undefined> {
    const repository = new RpmRepository(
      locate(
        { url: `${mirror.origin}/r${NAMES.indexOf(name)}`, optional: false },
        'x86_64',
      ),
      {
        retryPolicy: {
          attempts: 1,
          baseDelay: 1,
          maxDelay: 1,
          maxRetryAfter: 1,
        },
      },
    );
    try {
      const { packages } = await repository.read(
        http,
        AbortSignal.timeout(20_000),
      );
      return packages
        .map(
          ({ name: rpm, version, release, architecture }) =>
            `${rpm}-${version}-${release}.${architecture}`,
        )
        .sort();
    } catch {
      return undefined;
    }
  }

  it.each(NAMES)('lists what dnf lists of a repository with %s', async name => {
    // dnf lists a package without a version, which cannot be installed.
    const expected = dnf.get(name)?.filter(rpm => !rpm.includes('(none)'));

    expect(expected).toBeDefined();
    expect(await read(name)).toEqual(expected);
  });
});
