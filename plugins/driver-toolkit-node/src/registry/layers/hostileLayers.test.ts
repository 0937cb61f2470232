import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createLayer, createTar, toLayer } from './__testUtils__/layer';
import {
  FILE,
  LARGE,
  LayerReader,
  MIB,
  PATH,
} from './__testUtils__/LayerReader';

// Layers of many megabytes take their time on a busy machine.
jest.setTimeout(30_000);

describe('readLayerFile, of hostile content', () => {
  let reader: LayerReader;

  beforeEach(async () => {
    reader = await LayerReader.start();
  });

  afterEach(async () => {
    await reader.server.close();
  });

  it.each([
    ['short', (body: Buffer) => body.subarray(0, body.length / 2), LARGE],
    ['longer than announced', (b: Buffer) => Buffer.concat([b, b]), LARGE],
    ['short and small', (body: Buffer) => body.subarray(0, 40), FILE],
  ])('refuses a layer that is %s', async (_, change, entry) => {
    const layer = await createLayer([entry]);
    reader.add(layer, { body: change(layer.body) });

    await expect(reader.failure([layer.descriptor])).resolves.toMatch(
      /could not be read: It is not valid gzip|is larger than|does not match its digest/,
    );
  });

  it('refuses a layer with a too large declared size, without requesting it', async () => {
    const [layer] = await reader.addAll([FILE]);

    await expect(
      reader.failure([{ ...layer, size: 600 * MIB }]),
    ).resolves.toMatch(
      /^The layer sha256:\w+ has 629145600 bytes, more than 536870912/,
    );
    expect(reader.server.requests).toBe(0);
  });

  it('refuses more layers than images have', async () => {
    const [layer] = await reader.addAll([FILE]);

    await expect(reader.failure(Array(501).fill(layer))).resolves.toMatch(
      'The image has 501 layers, more than 500',
    );
  });

  it('refuses a file that is far too large', async () => {
    const [layer] = await reader.addAll([
      { name: PATH, content: Buffer.alloc(9 * MIB) },
    ]);

    await expect(reader.failure([layer])).resolves.toMatch(
      `Its ${PATH} is larger than 8388608 bytes`,
    );
  });

  it('refuses other files than archives, and other compressions than those of layers', async () => {
    const html = toLayer(Buffer.from('<html>'.repeat(200)), 'tar');
    const bzip2 = toLayer(Buffer.from('BZh91AY&SY'.repeat(200)), 'tar');
    const xz = toLayer(Buffer.from('fd377a585a0000', 'hex'), 'tar');

    await expect(reader.failure([reader.add(html)])).resolves.toMatch(
      'could not be read: It is not a valid tar archive',
    );
    await expect(reader.failure([reader.add(bzip2)])).resolves.toMatch(
      'It is compressed with bzip2',
    );
    await expect(reader.failure([reader.add(xz)])).resolves.toMatch(
      'It is compressed with xz',
    );
  });

  it('refuses an archive that ends in the middle of an entry', async () => {
    const archive = await createTar([
      { name: 'other', content: Buffer.alloc(MIB) },
    ]);
    const layer = toLayer(
      gzipSync(archive.subarray(0, archive.length / 2)),
      'tar+gzip',
    );

    await expect(reader.failure([reader.add(layer)])).resolves.toMatch(
      'It is not a valid tar archive: Unexpected end of data',
    );
  });

  it('refuses a bomb without holding much of it', async () => {
    const zeros = zstdCompressSync(Buffer.alloc(256 * MIB));
    // Concatenated frames are one zstd file.
    const layer = toLayer(Buffer.concat(Array(5).fill(zeros)), 'tar+zstd');
    const before = process.memoryUsage().rss;

    await expect(reader.failure([reader.add(layer)])).resolves.toMatch(
      /larger than 1073741824 bytes when decompressed/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * MIB);
  });

  it('refuses an entry that claims to be endless', async () => {
    const header = (await createTar([{ name: 'huge' }])).subarray(0, 512);
    // GNU's base-256 form of a size, of which 8 EiB.
    header.write(
      '\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff',
      124,
      'latin1',
    );
    rewriteChecksum(header);
    const layer = toLayer(
      gzipSync(Buffer.concat([header, Buffer.alloc(MIB)])),
      'tar+gzip',
    );

    await expect(reader.failure([reader.add(layer)])).resolves.toMatch(
      'It is not a valid tar archive',
    );
  });

  it('refuses a name that is longer than any path', async () => {
    const header = (await createTar([{ name: '@LongLink' }])).subarray(0, 512);
    header.write('L', 156);
    header.write('77777777777\0', 124);
    rewriteChecksum(header);
    const layer = toLayer(
      gzipSync(Buffer.concat([header, Buffer.alloc(16 * MIB)])),
      'tar+gzip',
    );

    await expect(reader.failure([reader.add(layer)])).resolves.toMatch(
      'It is not a valid tar archive: Header exceeds max size',
    );
  });

  it('stops reading endless content with any declared size', async () => {
    const layer = await createLayer([LARGE], 'tar');
    async function* endless() {
      for (;;) {
        yield randomBytes(256 * 1024);
      }
    }
    reader.add(layer, { body: endless() });

    await expect(reader.failure([layer.descriptor])).resolves.toMatch(
      /is larger than \d+ bytes|not a valid tar archive/,
    );
    await reader.server.closedEarly;
  });

  it('gives up at the signal while bytes trickle in', async () => {
    const layer = await createLayer([LARGE], 'tar');
    async function* trickle() {
      for (;;) {
        yield Buffer.alloc(1);
        await sleep(20);
      }
    }
    reader.add(layer, { body: trickle() });

    await expect(reader.read([layer.descriptor], 300)).rejects.toThrow(
      /timeout/,
    );
    await reader.server.closedEarly;
  });
});

/** ustar: the sum of a header's bytes, with its own field as spaces. */
function rewriteChecksum(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
}
