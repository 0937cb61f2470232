import { ConfigReader } from '@backstage/config';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';

const KEY = 'driverToolkit.kernelSources[0]';
const METALINK = 'https://mirrors.example.com/metalink?repo=a&arch=$arch';

function read(source: JsonObject) {
  const [read_] = readDriverToolkitConfig(
    new ConfigReader({
      driverToolkit: { kernelSources: [{ id: 'a', type: 'rpm', ...source }] },
    }),
  ).kernelSources;
  return read_;
}

function problem(source: JsonObject): string {
  try {
    read(source);
  } catch (error) {
    return toError(error).message;
  }
  return '';
}

describe('a kernel source of type rpm', () => {
  it.each([
    'centos-stream-8',
    'centos-stream-9',
    'centos-stream-10',
    'rocky-8',
    'rocky-9',
    'rocky-10',
    'almalinux-8',
    'almalinux-9',
    'almalinux-10',
    'fedora-42',
  ])('needs only the preset %s', preset => {
    const source = read({ preset });

    expect(source).toMatchObject({
      preset,
      title: expect.stringMatching(/ \d+$/),
      architectures: ['x86_64', 'aarch64'],
      baseImage: expect.stringMatching(/^quay\.io\/.*\d$/),
      schedule: { frequency: { hours: 6 } },
    });
    // A preset's values are valid user configuration.
    const { repositories } = source as unknown as {
      repositories: JsonObject[];
    };
    expect(repositories.length).toBeGreaterThanOrEqual(2);
    expect(read({ repositories })).toMatchObject({ repositories });
  });

  it('reads the releases and the updates of Fedora by metalink', () => {
    expect(read({ preset: 'fedora-42' })).toMatchObject({
      title: 'Fedora 42',
      repositories: [
        {
          metalink:
            'https://mirrors.fedoraproject.org/metalink?repo=fedora-42&arch=$arch',
          optional: false,
        },
        {
          metalink:
            'https://mirrors.fedoraproject.org/metalink?repo=updates-released-f42&arch=$arch',
          optional: false,
        },
      ],
    });
  });

  it('overrides its preset', () => {
    const said = {
      preset: 'rocky-9',
      title: 'Our Rocky',
      repositories: [
        { url: 'https://mirror.example.com/$arch', optional: false },
      ],
      architectures: ['s390x'],
      baseImage: 'registry.example.com/rocky:9',
    };

    expect(read(said)).toMatchObject(said);
  });

  it("accepts the architecture's variable of repository files", () => {
    expect(
      read({
        repositories: [
          ...['$arch', '${arch}', '$basearch', '${basearch}'].map(
            variable => `https://example.com/${variable}/os/`,
          ),
          {
            metalink: 'https://example.com/?repo=a-${basearch}&arch=$basearch',
          },
        ],
      }),
    ).toMatchObject({
      repositories: [
        ...Array(4).fill({ url: 'https://example.com/$arch/os/' }),
        { metalink: 'https://example.com/?repo=a-$arch&arch=$arch' },
      ],
    });
  });

  it('defaults to its id as title and x86_64 as architecture', () => {
    expect(
      read({ repositories: ['https://mirror.example.com/$arch'] }),
    ).toMatchObject({ title: 'a', architectures: ['x86_64'] });
  });

  it('accepts repositories by mirrorlist and metalink', () => {
    const repositories = [
      {
        mirrorlist: 'https://mirrors.example.com/list/9/baseos',
        optional: true,
      },
      { metalink: METALINK, optional: false },
    ];

    expect(read({ repositories })).toMatchObject({ repositories });
  });

  it.each<[string, JsonObject, string]>([
    [
      'no repositories',
      {},
      `${KEY}.repositories is missing; it must be a list of one or more dnf repositories (write $arch without braces), unless preset names a distribution.`,
    ],
    [
      'an unknown preset',
      { preset: 'debian-12' },
      `${KEY}.preset must be one of centos-stream-8, centos-stream-9, centos-stream-10, rocky-8, almalinux-8, rocky-9, almalinux-9, rocky-10, almalinux-10, fedora-<release>, but is 'debian-12'.`,
    ],
    [
      'a repository with two addresses',
      { repositories: [{ url: 'https://example.com/', metalink: METALINK }] },
      `${KEY}.repositories[0] must be a dnf repository with exactly one of url, mirrorlist and metalink, but is a section.`,
    ],
    [
      'a repository without an address',
      { repositories: [{ optional: true }] },
      `${KEY}.repositories[0] must be a dnf repository with exactly one of url, mirrorlist and metalink, but is a section.`,
    ],
    [
      'invalid repositories',
      { repositories: [] },
      `${KEY}.repositories must be a list of one or more dnf repositories (write $arch without braces), but is an empty list.`,
    ],
    [
      'a list of mirrors that is a file',
      { repositories: [{ mirrorlist: 'file:///etc/mirrors' }] },
      `${KEY}.repositories[0].mirrorlist must be the http or https address of a list of mirrors, with no user name, password or variable but '$arch', but is 'file:///etc/mirrors'.`,
    ],
    ...['$releasever', '${releasever}', '${arch', '$archive', '$basearch9'].map(
      (variable): [string, JsonObject, string] => [
        `the variable ${variable}`,
        { repositories: [`https://example.com/${variable}/os/`] },
        `${KEY}.repositories[0] must be the http or https address of a dnf repository (the folder that holds repodata/), with no user name, password, query or variable but '$arch', but is 'https://example.com/${variable}/os/'.`,
      ],
    ),
    [
      'a variable that only dnf knows',
      { repositories: [{ metalink: 'https://example.com/?repo=$releasever' }] },
      `${KEY}.repositories[0].metalink must be the http or https address of a list of mirrors, with no user name, password or variable but '$arch', but is 'https://example.com/?…'.`,
    ],
  ])('refuses %s', (_, source, message) => {
    expect(problem(source)).toBe(message);
  });

  it('knows the distribution of a preset without minor releases', () => {
    const os = { id: 'rhel', version: '9.4' };
    expect(read({ preset: 'centos-stream-9' }).os).toEqual({
      id: 'centos',
      version: '9',
    });
    expect(read({ preset: 'fedora-42' }).os?.version).toBe('42');
    expect(read({ preset: 'rocky-9' }).os).toBeUndefined();
    expect(read({ preset: 'rocky-9', os }).os).toEqual(os);
    expect(problem({ preset: 'rocky-9', os: { ...os, version: 'a b' } })).toBe(
      `${KEY}.os.version must be letters, digits, dots and underscores, as /etc/os-release has it, but is 'a b'.`,
    );
  });
});
