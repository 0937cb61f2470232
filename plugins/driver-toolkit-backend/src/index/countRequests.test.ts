import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import {
  createImageRepository,
  InMemoryContentCache,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { countRequests } from './countRequests';

describe('countRequests', () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer((_, response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"errors":[{"code":"NAME_UNKNOWN","message":"none"}]}');
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });

  afterEach(() => new Promise(done => server.close(done)));

  it('counts the requests of each task separately, also of one that fails', async () => {
    const { port } = server.address() as AddressInfo;
    const repository = createImageRepository(
      {
        id: 'registry',
        title: 'Registry',
        image: `127.0.0.1:${port}/dtk`,
        kernelSources: [],
        push: false,
        insecure: true,
        schedule: { frequency: { hours: 1 }, timeout: { minutes: 1 } },
      },
      { cache: new InMemoryContentCache() },
    );
    const read = () =>
      repository.read({
        signal: AbortSignal.timeout(10_000),
        logger: mockServices.logger.mock(),
      });
    const counts: number[] = [];
    await Promise.all([
      countRequests(read, count => counts.push(count)),
      countRequests(
        async () => {
          await read();
          await read();
          throw new Error('too late');
        },
        count => counts.push(count),
      ).catch(() => {}),
      countRequests(
        async () => {},
        count => counts.push(count),
      ),
    ]);

    // A missing repository takes two requests.
    expect(counts.sort()).toEqual([0, 2, 4]);
  });
});
