import { randomUUID } from 'node:crypto';
import { connect, createServer, type AddressInfo } from 'node:net';
import { retryTransient } from '../retryTransient';
import { PodmanBench } from './__testUtils__/PodmanBench';

const FOREVER = new AbortController().signal;

jest.setTimeout(180_000);

describe('PodmanBuilder when another machine is unavailable', () => {
  let bench: PodmanBench;
  let closeEdge: () => void;

  beforeAll(async () => {
    bench = await PodmanBench.create();
  });

  beforeEach(() => {
    closeEdge = () => {};
  });

  afterEach(() => closeEdge());

  afterAll(() => bench.dispose());

  async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await new Promise(done => server.close(done));
    return port;
  }

  /** Makes the lab's registry answer at another port. */
  function openEdge(port: number): void {
    const [host, registryPort] = bench.lab.registry.split(':');
    const edge = createServer(client => {
      const server = connect(Number(registryPort), host);
      client.pipe(server).pipe(client);
      client.on('error', () => server.destroy());
      server.on('error', () => client.destroy());
      closeEdge = () => {
        edge.close();
        client.destroy();
      };
    }).listen(port, '127.0.0.1');
    closeEdge = () => edge.close();
  }

  /** Comes back when the second of three attempts is announced. */
  function contextThatBrings(port: number, lines: string[]) {
    return {
      signal: FOREVER,
      retryDelays: [500, 500],
      log: (line: string) => {
        lines.push(line);
        if (line.startsWith('Attempt 2 of 3')) {
          openEdge(port);
        }
      },
    };
  }

  it('pushes to a registry that comes back', async () => {
    const port = await freePort();
    const { image } = await bench.build(['LABEL a=b']);
    const lines: string[] = [];

    const digest = await retryTransient(
      'Pushing the image',
      contextThatBrings(port, lines),
      () =>
        image.push({
          reference: `127.0.0.1:${port}/test/back:${randomUUID()}`,
          others: [],
          access: { prefix: `127.0.0.1:${port}`, insecure: true },
          signal: FOREVER,
          onLines: () => {},
        }),
    );

    expect(digest).toMatch(/^sha256:/);
    expect(lines).toEqual([
      expect.stringContaining('connection refused'),
      expect.stringContaining('Attempt 2 of 3'),
    ]);
  });

  it('pulls a base image from a registry that comes back', async () => {
    const port = await freePort();
    const base = bench.lab.baseImage.replace(
      bench.lab.registry,
      `127.0.0.1:${port}`,
    );
    const lines: string[] = [];

    const { image } = await retryTransient(
      'The build',
      contextThatBrings(port, lines),
      () =>
        bench.build([`FROM ${base}`], {
          registries: [{ prefix: `127.0.0.1:${port}`, insecure: true }],
        }),
    );

    expect(image.id).toMatch(/^sha256:/);
    expect(lines).toHaveLength(2);
  });

  it('distinguishes an unavailable mirror from a failing step', async () => {
    const port = await freePort();
    const repository = `--disablerepo=* --repofrompath=gone,http://127.0.0.1:${port}/`;
    const failures = await Promise.all(
      [
        `RUN dnf -y ${repository} --enablerepo=gone install gcc`,
        'RUN echo "make: *** No rule" && exit 2',
      ].map(line => bench.build([line]).catch(error => error)),
    );

    expect(failures.map(({ transient }) => transient)).toEqual([true, false]);
  });
});
