import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readDriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import { DatabaseToolkitInputStore } from '../../database/index/ToolkitInputStore';
import { ToolkitInputReader } from './ToolkitInputReader';
import {
  LABEL_BASE_DIGEST,
  LABEL_BASE_NAME,
  LABEL_CONTAINERFILE_DIGEST,
} from './ToolkitInputs';

jest.setTimeout(60_000);

const config = readDriverToolkitConfig(
  new ConfigReader({
    driverToolkit: {
      kernelSources: [
        { id: 'nine', type: 'rpm', preset: 'centos-stream-9' },
        {
          id: 'own',
          type: 'rpm',
          repositories: ['https://mirror.example.com/'],
          baseImage: 'registry.example.com/base:1',
        },
      ],
      toolkit: { baseImage: 'quay.io/centos/centos:stream9' },
    },
  }),
);

describe.each(databases.eachSupportedId())('ToolkitInputReader on %s', id => {
  const signal = new AbortController().signal;
  let digests: Record<string, string>;
  let reader: ToolkitInputReader;

  beforeEach(async () => {
    digests = {
      'quay.io/centos/centos:stream9': 'sha256:stream9',
      'registry.example.com/base:1': 'sha256:base',
      './Dockerfile': 'sha256:file',
    };
    const digestOf = async (name: string) => {
      if (!digests[name]) {
        throw new Error(`${name} could not be read`);
      }
      return digests[name];
    };
    reader = new ToolkitInputReader({
      config,
      store: new DatabaseToolkitInputStore(await createTestDatabase(id)),
      logger: mockServices.logger.mock(),
      digestOfImage: digestOf,
      digestOfContainerfile: digestOf,
    });
  });

  const imageOn = (name: string, digest: string) => ({
    labels: {
      [LABEL_BASE_NAME]: name,
      [LABEL_BASE_DIGEST]: digest,
      [LABEL_CONTAINERFILE_DIGEST]: 'sha256:file',
    },
  });
  const staleness = async (source: string, name: string, digest: string) =>
    (await reader.inputs()).staleness(imageOn(name, digest), source);

  it('finds an image stale after its inputs have changed', async () => {
    const own = ['own', 'registry.example.com/base:1'] as const;
    expect(await staleness(...own, 'sha256:base')).toBeUndefined();
    await reader.refresh(signal);
    expect(await staleness(...own, 'sha256:base')).toBeUndefined();
    expect(await staleness(...own, 'sha256:older')).toHaveLength(1);

    digests['registry.example.com/base:1'] = 'sha256:newer';
    digests['./Dockerfile'] = 'sha256:edited';
    await reader.refresh(signal);
    expect(await staleness(...own, 'sha256:base')).toEqual([
      'The base image registry.example.com/base:1 has changed since.',
      "The toolkit's Containerfile has changed since.",
    ]);
  });

  it('keeps the old digest of an input that cannot be read, and reads the others', async () => {
    await reader.refresh(signal);
    delete digests['registry.example.com/base:1'];
    digests['./Dockerfile'] = 'sha256:edited';
    await reader.refresh(signal);

    expect(
      await staleness('own', 'registry.example.com/base:1', 'sha256:base'),
    ).toEqual(["The toolkit's Containerfile has changed since."]);
  });

  it("rejects with the signal's reason", async () => {
    digests = {};
    await expect(
      reader.refresh(AbortSignal.abort(new Error('shutting down'))),
    ).rejects.toThrow('shutting down');
  });

  it('knows the base image of a source that names none, also after the source is gone', async () => {
    const inputs = await reader.inputs();
    const baseOf = (source: string) => inputs.of(source).baseImage;
    expect([baseOf('own'), baseOf('gone')]).toEqual([
      'registry.example.com/base:1',
      'quay.io/centos/centos:stream9',
    ]);
  });
});
