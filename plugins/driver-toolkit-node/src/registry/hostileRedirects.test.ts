import { resolveTestHosts } from '../http/__testUtils__/resolveTestHosts';
import { TestServer } from '../http/__testUtils__/TestServer';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { HostileRegistry } from './__testUtils__/HostileRegistry';
import type { TestRegistry } from './__testUtils__/TestRegistry';

describe('redirects of a registry', () => {
  const { evil } = HostileRegistry;
  let hostile: HostileRegistry;
  let registry: TestRegistry;

  beforeEach(async () => {
    hostile = await HostileRegistry.start();
    registry = hostile.registry;
  });

  afterEach(async () => {
    await hostile.close();
  });

  async function readFrom(
    host: string,
    location: (port: string) => string,
    redirectHosts?: string[],
  ) {
    const storage = await TestServer.start(() => ({
      body: evil.config.body,
    }));
    const { port } = new URL(storage.origin);
    hostile.answerAt(evil.config.digest, {
      status: 307,
      headers: { location: location(port) },
    });
    const own = new URL(registry.origin).port;
    const { images } = await readWhole(
      createTestRepository(
        { image: `${host}:${own}/dtk/driver-toolkit` },
        {
          http: { resolve: resolveTestHosts },
          config: { redirectHosts },
        },
      ),
    );
    await storage.close();
    expect(images[1].error).toBeUndefined();
    return { image: images[0], requests: storage.requests };
  }

  it.each([
    ['127.0.0.1', 'is a loopback address'],
    ['[::ffff:127.0.0.1]', 'is a loopback address'],
    ['private.test', 'is a private address'],
    ['reserved.test', 'is a reserved address'],
  ])('are not followed from outside to %s', async (host, reason) => {
    const { image, requests } = await readFrom(
      'public.test',
      port => `http://${host}:${port}/latest/meta-data`,
    );

    expect(image.error).toContain(reason);
    expect(image.labels).toEqual({});
    expect(requests).toEqual([]);
  });

  it("are followed to a listed host, and to the registry's own network", async () => {
    const listed = await readFrom(
      'public.test',
      port => `http://private.test:${port}/blob`,
      ['private.test'],
    );
    expect(listed.image.labels).toEqual({ kind: 'evil' });

    const beside = await readFrom(
      'private.test',
      port => `http://private-storage.test:${port}/blob`,
    );
    expect(beside.image.labels).toEqual({ kind: 'evil' });
  });

  it('are not followed in circles', async () => {
    hostile.answerAt('/manifests/evil', {
      status: 301,
      headers: { location: '/v2/dtk/driver-toolkit/manifests/evil' },
    });

    expect((await hostile.readEvil()).error).toBe(
      `${registry.origin}/v2/dtk/driver-toolkit/manifests/evil redirects more than 5 times`,
    );
  });
});
