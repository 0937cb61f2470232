import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  createTestIndex,
  flavourOf,
  imageOf,
  readingOf,
  ScriptedRepository,
  type TestIndex,
} from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

const kernels = (count: number) =>
  Array.from({ length: count }, (_, i) => `5.14.0-${i + 1}.el9`);

describe.each(databases.eachSupportedId())('SourceReadings on %s', id => {
  let index: TestIndex;

  beforeEach(async () => {
    index = createTestIndex(await createTestDatabase(id));
  });

  const items = async (source: 'stream' | 'registry') =>
    (await index.index.source(source)).items;

  it('guards the tags of a repository like the kernels of a source', async () => {
    index.registry.images = kernels(40).map(tag => imageOf(tag));
    await index.refresh('registry');
    index.registry.images = index.registry.images.slice(0, 28);
    await index.refresh('registry');
    expect(await items('registry')).toBe(28);

    index.registry.images = index.registry.images.slice(0, 19);
    await expect(index.refresh('registry')).rejects.toThrow(
      '9 of 28 tags are missing. That is more than the 30 %',
    );
    expect(await items('registry')).toBe(28);
  });

  it("compares a repository's reading with the one before", async () => {
    index.registry.images = [imageOf('1-1')];
    await index.refresh('registry');
    const read = jest.spyOn(index.registry, 'read');
    await index.refresh('registry');

    const [[context]] = read.mock.calls as unknown as [
      [{ previous: Array<{ tag: string }>; signal: AbortSignal }],
    ];
    expect(context.previous.map(({ tag }) => tag)).toEqual(['1-1']);
    expect(context.signal).toBeInstanceOf(AbortSignal);
  });

  it('accepts what a person accepted, and no more', async () => {
    index.registry.images = kernels(10).map(tag => imageOf(tag));
    await index.refresh('registry');
    index.registry.images = index.registry.images.slice(0, 5);
    await expect(index.refresh('registry')).rejects.toThrow('5 of 10 tags');
    const accept = () =>
      index.refresher.refresh('registry', {
        signal: AbortSignal.timeout(10_000),
        acceptRemoval: true,
      });

    index.registry.images = index.registry.images.slice(0, 4);
    await expect(accept()).rejects.toThrow('6 of 10 tags');
    await accept();
    expect(await items('registry')).toBe(4);

    // It was accepted once, not forever.
    index.registry.images = index.registry.images.slice(0, 1);
    await expect(index.refresh('registry')).rejects.toThrow('3 of 4 tags');
  });

  it('counts nothing as missing for an architecture that could not be read', async () => {
    const both = kernels(10).map(kernel => ({
      kernel,
      flavours: ['x86_64', 'aarch64'].map(a => flavourOf(kernel, a)),
    }));
    index.stream.reading = { kernels: both, warnings: [] };
    await index.refresh('stream');

    index.stream.reading = {
      ...readingOf(...kernels(10)),
      incompleteArchitectures: ['aarch64'],
    };
    await index.refresh('stream');
    index.stream.reading = readingOf(...kernels(10));
    await expect(index.refresh('stream')).rejects.toThrow(
      '10 of 10 kernels for aarch64 are missing.',
    );
  });

  it('counts nothing as missing that the source still has but no longer lists because of its age', async () => {
    await index.refresh('registry');
    index.stream.reading = readingOf(...kernels(10));
    await index.refresh('stream');
    index.stream.reading = {
      ...readingOf(...kernels(10).slice(5)),
      older: kernels(5),
    };

    await index.refresh('stream');

    expect(await items('stream')).toBe(5);
  });

  it('counts the kernels of each architecture separately', async () => {
    const [first, ...others] = kernels(10);
    index.stream.reading = {
      warnings: [],
      kernels: [
        { kernel: first, flavours: [flavourOf(first, 's390x')] },
        ...readingOf(...others).kernels,
      ],
    };
    await index.refresh('stream');
    // One of one is a small removal, though it is all of its architecture.
    index.stream.reading = readingOf(...others);
    await index.refresh('stream');

    index.stream.reading = readingOf(...others.slice(4));
    await expect(index.refresh('stream')).rejects.toThrow(
      /^4 of 9 kernels for x86_64 are missing\. That is/,
    );
  });

  it('removes kernels once every repository that may have their image was read', async () => {
    index.stream.reading = readingOf('1-1', '1-2', '1-3');
    await index.refresh('stream');
    index.registry.error = new Error('away');
    await expect(index.refresh('registry')).rejects.toThrow();
    index.stream.reading = readingOf('1-2', '1-3');
    await index.refresh('stream');
    expect((await index.index.kernels({})).totalItems).toBe(3);

    index.registry.error = undefined;
    index.registry.images = [imageOf('1-2')];
    await index.refresh('registry');
    index.stream.reading = readingOf('1-3');
    await index.refresh('stream');

    const { items: left } = await index.index.kernels({});
    expect(left.map(({ kernel, retired }) => [kernel, retired])).toEqual([
      ['1-3', false],
      ['1-2', true],
    ]);
  });

  it('finds a kernel of several architectures in each of them', async () => {
    index.stream.reading = {
      warnings: [],
      kernels: kernels(4).map(kernel => ({
        kernel,
        flavours: ['x86_64', 'aarch64'].map(a => flavourOf(kernel, a)),
      })),
    };
    await index.refresh('stream');
    await expect(index.refresh('stream')).resolves.toBeUndefined();
  });

  it('removes none while one of two repositories was never read', async () => {
    const second = new ScriptedRepository('second');
    index = createTestIndex(await createTestDatabase(id), {
      repositories: [second],
      config: {
        imageRepositories: ['registry', 'second'].map(name => ({
          id: name,
          image: `registry.example.com/${name}`,
        })),
      },
    });
    index.stream.reading = readingOf('1-1', '1-2', '1-3');
    await index.refresh('stream');
    await index.refresh('registry');
    index.stream.reading = readingOf('1-2', '1-3');
    await index.refresh('stream');
    expect(await items('stream')).toBe(3);

    await index.refresh('second');
    await index.refresh('stream');
    expect(await items('stream')).toBe(2);
  });

  it('holds the same reading back again until it is accepted', async () => {
    index.registry.images = kernels(10).map(tag => imageOf(tag));
    await index.refresh('registry');
    index.registry.images = index.registry.images.slice(0, 5);
    for (let read = 0; read < 3; read++) {
      await expect(index.refresh('registry')).rejects.toThrow('5 of 10 tags');
    }
    expect(await items('registry')).toBe(10);
  });
});
