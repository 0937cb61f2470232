import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';

const SOURCES = ['el9', 'el10'].map(id => ({
  id,
  type: 'rpm',
  repositories: [`https://mirror.example.com/${id}/`],
}));
const REPOSITORIES = [
  { id: 'pushed', image: 'registry.example.com/dtk', push: true },
  { id: 'kept', image: 'localhost/dtk', builder: 'local' },
  { id: 'read', image: 'ghcr.io/example/dtk', kernelSources: ['el10'] },
];
const ENTRY = { kernelSource: 'el9', imageRepository: 'pushed' };

function read(...maintain: JsonObject[]) {
  return readDriverToolkitConfig(
    new ConfigReader({
      driverToolkit: {
        kernelSources: SOURCES,
        imageRepositories: REPOSITORIES,
        builders: [{ id: 'local', type: 'podman' }],
        maintain,
      },
    }),
  ).maintain;
}

describe('driverToolkit.maintain', () => {
  it('keeps a few kernels in small steps, once a day, and deletes nothing by default', () => {
    expect(
      read(ENTRY, { ...ENTRY, imageRepository: 'kept', budget: 4 }),
    ).toEqual([
      {
        ...ENTRY,
        keepLatest: 5,
        budget: 2,
        rebuildStale: false,
        schedule: { frequency: { days: 1 }, timeout: { minutes: 10 } },
      },
      expect.objectContaining({ imageRepository: 'kept', budget: 4 }),
    ]);
  });

  it('only reports deletions by default', () => {
    const [entry] = read({ ...ENTRY, retention: { keepLatest: 8 } });

    expect(entry.retention).toEqual({ keepLatest: 8, dryRun: true });
  });

  it.each<[JsonObject, string, string]>([
    [{ kernelSource: 'el8' }, 'kernelSource', 'el9, el10'],
    [{ imageRepository: 'ghcr' }, 'imageRepository', 'pushed, kept, read'],
    [{ imageRepository: 'read' }, 'imageRepository', "'el9'"],
    [
      { kernelSource: 'el10', imageRepository: 'read' },
      'imageRepository',
      'push: true',
    ],
    [{ budget: 0 }, 'budget', 'from 1 to 64'],
    [{ keepLatest: 65 }, 'keepLatest', 'from 1 to 64'],
    [{ retention: {} }, 'retention.keepLatest', 'from 1 to 64'],
    [
      { keepLatest: 5, retention: { keepLatest: 4 } },
      'retention.keepLatest',
      'at least',
    ],
    [
      { imageRepository: 'kept', retention: { keepLatest: 9 } },
      'retention',
      'left out',
    ],
    [{ retain: 5 }, 'maintain[0]', 'retain'],
  ])('refuses %j', (part, key, words) => {
    const refused = () => read({ ...ENTRY, ...part });

    expect(refused).toThrow(key);
    expect(refused).toThrow(words);
  });

  it('refuses the same library twice', () => {
    expect(() => read(ENTRY, ENTRY)).toThrow(/maintain\[1\].*another one/);
  });
});
