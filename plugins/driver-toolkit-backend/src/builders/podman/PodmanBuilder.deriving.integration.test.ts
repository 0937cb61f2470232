import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { BuiltImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack } from 'tar-stream';
import { queryLabPodman } from '../../__testUtils__/queryLabPodman';
import { PodmanBench } from './__testUtils__/PodmanBench';

jest.setTimeout(180_000);

const MODULES = '/opt/lib/modules/1-1';

describe('PodmanBuilder deriving an image', () => {
  const { signal } = new AbortController();
  let bench: PodmanBench;
  let image: BuiltImage;

  beforeAll(async () => {
    bench = await PodmanBench.create();
    ({ image } = await bench.build([
      `RUN mkdir -p ${MODULES}/extra && cd ${MODULES} && echo old > nic.ko && echo old > extra/gone.ko`,
      'LABEL purpose=test',
    ]));
  });

  afterAll(() => bench.dispose());

  const treeOf = (from: BuiltImage) =>
    from.runProgram(
      [
        'bash',
        '-c',
        'cd /opt/lib/modules && find . -type f -exec grep -H . {} + | sort',
      ],
      text,
      signal,
    );

  const archive = (files: Record<string, string>) => {
    const tar = pack();
    for (const [name, content] of Object.entries(files)) {
      tar.entry({ name, mode: 0o640 }, content);
    }
    tar.finalize();
    return Readable.from(tar);
  };

  it('replaces a folder by files, and leaves the original unchanged', async () => {
    const derived = await image.derive(
      {
        description: 'signed modules',
        replaces: [MODULES],
        adds: archive({ 'opt/lib/modules/1-1/nic.ko': 'signed\n' }),
      },
      { signal },
    );

    expect(await treeOf(derived)).toBe('./1-1/nic.ko:signed\n');
    expect(await treeOf(image)).toBe(
      './1-1/extra/gone.ko:old\n./1-1/nic.ko:old\n',
    );
    expect(derived.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(derived.id).not.toBe(image.id);
    expect(await derived.labels(signal)).toMatchObject({ purpose: 'test' });
    expect(
      await queryLabPodman([
        'history',
        '--format',
        '{{.CreatedBy}}',
        derived.id,
      ]),
    ).toMatch(/^signed modules\n/);

    const reference = `${bench.lab.registry}/test/derived:${randomUUID()}`;
    const push = {
      reference,
      others: [],
      access: { prefix: bench.lab.registry, insecure: true },
      signal,
      onLines: () => {},
    };
    expect(await derived.push(push)).toMatch(/^sha256:/);
    derived.discard();
    const { image: pulled } = await bench.build([`FROM ${reference}`]);
    expect(await treeOf(pulled)).toBe('./1-1/nic.ko:signed\n');
    pulled.discard();
  });

  it('gives a folder another name', async () => {
    const derived = await image.derive(
      {
        description: 'for another kernel',
        replaces: ['/opt/lib/modules'],
        adds: archive({ 'opt/lib/modules/2-2/nic.ko': 'same\n' }),
      },
      { signal },
    );
    expect(await treeOf(derived)).toBe('./2-2/nic.ko:same\n');
    derived.discard();
  });

  it('makes one that outlives the first', async () => {
    const { image: first } = await bench.build([
      'RUN mkdir -p /opt/lib/modules && echo first > /opt/lib/modules/a',
    ]);
    const derived = await first.derive(
      { description: 'none', replaces: [], adds: archive({ a: 'b' }) },
      { signal },
    );
    first.discard();
    await bench.builder.tidy();
    expect(await treeOf(derived)).toBe('./a:first\n');
    derived.discard();
  });

  it('leaves nothing when it was stopped', async () => {
    const names = () =>
      queryLabPodman(['images', '--format', '{{.Repository}}:{{.Tag}}']);
    await bench.builder.tidy();
    const before = await names();
    expect(before).not.toContain('localhost/sha256');
    await expect(
      image.derive(
        {
          description: 'none',
          replaces: [],
          adds: new Readable({ read() {} }),
        },
        { signal: AbortSignal.timeout(300) },
      ),
    ).rejects.toThrow('timeout');
    expect(await names()).toBe(before);
  });
});
