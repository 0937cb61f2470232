import type { RepositoryImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuilderStores } from '../storage/BuilderStores';
import { KeptImageRepository } from './KeptImageRepository';

const { signal } = new AbortController();

function keptImage(reference: string, digest: string, madeAt: number) {
  const tag = reference.replace(/^.*:/, '');
  const image = { tag, digest } as RepositoryImage;
  return {
    name: digest,
    madeAt,
    attempt: '',
    description: { reference, imageId: '', image },
  };
}

function repository(
  kept: ReturnType<typeof keptImage>[] | Error,
  image = 'localhost/dtk',
) {
  return new KeptImageRepository(
    { id: 'local', title: 'Local', image },
    async () => {
      if (kept instanceof Error) {
        throw kept;
      }
      return { kept: { list: async () => kept } } as unknown as BuilderStores;
    },
  );
}

describe('KeptImageRepository', () => {
  it('has the newest image of each tag of its name', async () => {
    const { images, warnings } = await repository([
      keptImage('localhost/dtk:1', 'new', 20),
      keptImage('localhost/dtk:1', 'old', 10),
      keptImage('localhost/dtk:2', 'other', 5),
      keptImage('localhost/dtk-2:1', 'not this', 30),
      keptImage('other/localhost/dtk:1', 'nor this', 30),
    ]).read({ signal });
    expect(images.map(({ tag, digest }) => [tag, digest]).sort()).toEqual([
      ['1', 'new'],
      ['2', 'other'],
    ]);
    expect(warnings).toEqual([]);
  });

  it('distinguishes a missing tag from an unknown one', async () => {
    const some = repository([keptImage('localhost/dtk:1', 'a', 1)]);
    expect(await some.readTag('1', { signal })).toMatchObject({
      state: 'present',
      image: { digest: 'a' },
    });
    expect(await some.readTag('2', { signal })).toEqual({ state: 'absent' });
    expect(
      await repository(new Error('podman is away')).readTag('1', { signal }),
    ).toEqual({ state: 'unknown', reason: 'podman is away' });
  });

  it('fails if podman does not answer, and is empty if nothing is kept', async () => {
    await expect(
      repository(new Error('podman is away')).read({ signal }),
    ).rejects.toThrow('podman is away');
    expect(await repository([]).read({ signal })).toEqual({
      images: [],
      warnings: [],
    });
  });
});
