import { ConfigReader } from '@backstage/config';
import { readDriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { createTestDatabase } from '../../__testUtils__/testDatabases';
import {
  createTestIndex,
  flavourOf,
  imageOf,
  type TestIndex,
} from '../../index/__testUtils__/TestIndex';
import { requireToolkit } from './requireToolkit';

jest.setTimeout(60_000);

const RELEASED = 'quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:abc';
const config = readDriverToolkitConfig(
  new ConfigReader({
    driverToolkit: {
      imageRepositories: [
        { id: 'registry', image: 'registry.example.com/dtk' },
      ],
    },
  }),
);

describe('requireToolkit', () => {
  let index: TestIndex;

  beforeEach(async () => {
    index = createTestIndex(await createTestDatabase('SQLITE_3'));
    index.stream.reading = {
      warnings: [],
      kernels: [
        {
          kernel: '1-1',
          flavours: [{ ...flavourOf('1-1', 'x86_64'), buildable: false }],
          toolkitImages: [
            {
              architecture: 'x86_64',
              reference: RELEASED,
              releases: ['4.16.3'],
              releaseCount: 1,
            },
          ],
        },
        { kernel: '1-2', flavours: [flavourOf('1-2', 'x86_64')] },
      ],
    };
    await index.refresh('stream');
  });

  const toolkitOf = async (kernel: string) =>
    requireToolkit(await index.index.kernel('stream', kernel), {
      index: index.index,
      config,
    });

  it('is the source’s own image while no repository has one', async () => {
    const toolkit = await toolkitOf('1-1');

    expect(toolkit.imageFor('x86_64')).toBe(RELEASED);
    expect(toolkit.has(flavourOf('1-1', 'x86_64'))).toBe(true);
    expect(toolkit.has(flavourOf('1-1', 'aarch64'))).toBe(false);
  });

  it('is the image of a repository by its digest', async () => {
    index.registry.images = [imageOf('1-2', { digest: 'sha256:def' })];
    await index.refresh('registry');
    const toolkit = await toolkitOf('1-2');

    expect(toolkit.imageFor('x86_64')).toBe(
      'registry.example.com/dtk@sha256:def',
    );
    expect(toolkit.has(flavourOf('1-2', 'x86_64'))).toBe(true);
    expect(toolkit.has(flavourOf('1-2', 'aarch64'))).toBe(false);
  });

  it('says what to do if there is none, and why if it is unknown', async () => {
    await expect(toolkitOf('1-2')).rejects.toThrow(
      'It is unknown whether kernel 1-2 has a toolkit image: Registry has not been read yet.',
    );
    await index.refresh('registry');
    await expect(toolkitOf('1-2')).rejects.toThrow(
      "Kernel 1-2 has no toolkit image to build with. Build it on the kernel's page first.",
    );
  });
});
