import { randomBytes } from 'node:crypto';
import {
  createLayer,
  type LayerEntry,
  type LayerFormat,
} from './__testUtils__/layer';
import {
  FILE,
  LARGE,
  LayerReader,
  MIB,
  PATH,
} from './__testUtils__/LayerReader';

// Layers of many megabytes take their time on a busy machine.
jest.setTimeout(30_000);

describe('readLayerFile', () => {
  let reader: LayerReader;

  beforeEach(async () => {
    reader = await LayerReader.start();
  });

  afterEach(async () => {
    await reader.server.close();
  });

  it.each<LayerFormat>(['tar', 'tar+gzip', 'tar+zstd'])(
    'finds the file in a layer of %s',
    async format => {
      const layer = reader.add(await createLayer([FILE], format));

      await expect(reader.read([layer])).resolves.toEqual({
        content: 'the content',
        verified: true,
      });
    },
  );

  it.each([`./${PATH}`, `/${PATH}`, `${PATH}/../file`, `../${PATH}`])(
    'recognises the entry %s',
    async name => {
      const [layer] = await reader.addAll([{ name, content: 'the content' }]);

      await expect(reader.failure([layer])).resolves.toBe(
        name.includes('..') ? `The image has no file ${PATH}` : 'no failure',
      );
    },
  );

  it('reads the uppermost, and requests no layer below it', async () => {
    const layers = await reader.addAll(
      [FILE],
      [{ name: PATH, content: 'newer' }],
      [{ name: 'other', content: 'x' }],
    );

    await expect(reader.read(layers)).resolves.toMatchObject({
      content: 'newer',
    });
    expect(reader.server.requests).toBe(2);
  });

  it.each<LayerEntry>([
    { name: 'folder/inner/.wh.file' },
    { name: './folder/.wh.inner' },
    { name: '.wh.folder' },
    { name: 'folder/inner/.wh..wh..opq' },
    { name: '.wh..wh..opq' },
    { name: 'folder/inner', content: 'a file now' },
    { name: 'folder', type: 'symlink', linkname: '/elsewhere' },
    { name: PATH, type: 'directory' },
  ])('knows that $name removes the file', async entry => {
    const layers = await reader.addAll([FILE], [entry]);

    await expect(reader.failure(layers)).resolves.toBe(
      `The image has no file ${PATH}`,
    );
    expect(reader.server.requests).toBe(1);
  });

  it('reads a file that is in the same layer as its whiteout', async () => {
    const layers = await reader.addAll(
      [{ name: PATH, content: 'old' }],
      [{ name: 'folder/inner/.wh..wh..opq' }, FILE],
    );

    await expect(reader.read(layers)).resolves.toMatchObject({
      content: 'the content',
    });
  });

  it.each<LayerEntry>([
    { name: PATH, type: 'symlink', linkname: '/etc/passwd' },
    { name: PATH, type: 'link', linkname: 'other' },
  ])('follows no $type', async entry => {
    const [layer] = await reader.addAll([entry]);

    await expect(reader.failure([layer])).resolves.toMatch(
      `Its ${PATH} is a ${entry.type}, not a regular file`,
    );
  });

  it('stops in the middle of a large layer, and says that it is not verified', async () => {
    const layer = await createLayer([
      { name: 'first', content: 'x' },
      FILE,
      { name: 'rest', content: randomBytes(16 * MIB) },
    ]);
    reader.add(layer);

    await expect(reader.read([layer.descriptor])).resolves.toEqual({
      content: 'the content',
      verified: false,
    });
    await reader.server.closedEarly;
    expect(reader.server.sent).toBeLessThan(layer.body.length / 2);
  });

  it('does not wait for a server that stalls after the file', async () => {
    const layer = await createLayer([FILE, LARGE], 'tar');
    reader.add(layer, { body: layer.body, stallAfter: 64 * 1024 });

    await expect(reader.read([layer.descriptor], 5_000)).resolves.toMatchObject(
      {
        content: 'the content',
      },
    );
  });

  it('verifies a large layer that does not have the file', async () => {
    const [below, above] = [
      await createLayer([FILE]),
      await createLayer([LARGE], 'tar'),
    ];
    const layers = [reader.add(below), reader.add(above)];
    await expect(reader.read(layers)).resolves.toMatchObject({
      verified: true,
    });

    const other = await createLayer([{ ...LARGE, name: 'other' }], 'tar');
    reader.add(above, { body: other.body });
    await expect(reader.failure(layers)).resolves.toMatch(
      /^The layer .*does not match its digest sha256:/,
    );
  });

  it('refuses a small layer with another digest', async () => {
    const layer = await createLayer([FILE], 'tar');
    reader.add(layer, {
      body: (await createLayer([{ name: PATH, content: 'forged text' }], 'tar'))
        .body,
    });

    await expect(reader.failure([layer.descriptor])).resolves.toMatch(
      /^The layer does not match its digest sha256:/,
    );
  });

  it('retries after a broken connection', async () => {
    const layer = await createLayer([FILE]);
    reader.add(layer, { body: layer.body, cutAfter: 20 });

    await expect(reader.failure([layer.descriptor])).resolves.toMatch(
      `/blobs/${layer.descriptor.digest} broke off`,
    );
    expect(reader.server.requests).toBe(2);
  });
});
