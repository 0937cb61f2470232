import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  InMemoryContentCache,
  readDriverToolkitConfig,
  openRepository,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { labConfiguration } from '../__testUtils__/labConfiguration';
import { KERNEL, SOURCE, UNAME } from '../__testUtils__/labKernel';
import { PodmanBench } from '../builders/podman/__testUtils__/PodmanBench';
import { ToolkitBuildRunner } from '../builds/toolkit/ToolkitBuildRunner';
import { TemporaryFolders } from '../machine/TemporaryFolders';
import { RegistryDirectory } from '../registries/RegistryDirectory';
import { RegistryProxy } from './__testUtils__/RegistryProxy';

jest.setTimeout(180_000);

describe('a toolkit build whose registry fails on attachments', () => {
  const log: string[] = [];
  let bench: PodmanBench;
  let proxy: RegistryProxy;
  let controller: AbortController;
  let folders: TemporaryFolders;

  beforeAll(async () => {
    bench = await PodmanBench.create();
    proxy = await RegistryProxy.start(bench.lab.registry);
    folders = await TemporaryFolders.create(() => {},
    join(bench.folder, 'builds'));
  });

  beforeEach(() => {
    log.length = 0;
    controller = new AbortController();
  });

  afterAll(async () => {
    await proxy.close();
    await bench.dispose();
  });

  const isAttached = ({ method, body }: { method: string; body: Buffer }) =>
    method === 'PUT' && body.includes('"subject":');

  /** Builds for a separate repository behind the proxy. */
  async function build() {
    const place = `${proxy.host}/trust-${randomUUID()}`;
    const config = readDriverToolkitConfig(
      new ConfigReader(
        labConfiguration(bench.lab, {
          toolkit: `${place}/driver-toolkit`,
          drivers: `${place}/drivers`,
          kept: 'localhost/kept',
        }),
      ),
    );
    const imageReference = `${place}/driver-toolkit:${KERNEL}`;
    const digest = new ToolkitBuildRunner({
      config,
      registries: new RegistryDirectory(config, new InMemoryContentCache()),
      urlReader: mockServices.urlReader.mock(),
      folders,
      kernels: { read: async () => [], keep: async () => {} },
    }).run(
      {
        type: 'toolkit',
        source: SOURCE,
        kernel: KERNEL,
        rtKernel: KERNEL,
        architecture: 'x86_64',
        repository: 'lab',
        tag: KERNEL,
        imageReference,
        baseImage: bench.lab.baseImage,
        unameReleases: [UNAME],
      },
      {
        builder: bench.builder,
        buildId: 'one',
        signal: controller.signal,
        retryDelays: [],
        log: line => log.push(line),
        onLines: lines => log.push(...lines),
        enter: async () => {},
        settle: () => controller.signal,
      },
    );
    return { imageReference, digest };
  }

  it('has pushed the image anyway, and warns', async () => {
    proxy.answer = (incoming, response) => {
      if (!isAttached(incoming)) {
        return false;
      }
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"errors":[{"code":"MANIFEST_INVALID"}]}');
      return true;
    };

    const { imageReference, digest } = await build();

    const pushed = await digest;
    expect(
      await openRepository(imageReference, { insecure: true }).resolve({
        signal: controller.signal,
      }),
    ).toBe(pushed);
    const reason = `could not be attached to ${imageReference}: `;
    expect(log.slice(-2).sort()).toEqual([
      expect.stringContaining(`Warning: the SBOM ${reason}`),
      expect.stringContaining(`Warning: the provenance ${reason}`),
    ]);
    expect(log.at(-1)).toContain('MANIFEST_INVALID');
  });

  it('stops at once when it is cancelled while the registry does not answer', async () => {
    let asked = 0;
    proxy.answer = incoming => {
      if (!isAttached(incoming)) {
        return false;
      }
      asked += 1;
      controller.abort(new Error('cancelled'));
      return true;
    };

    const { digest } = await build();

    await expect(digest).rejects.toThrow('cancelled');
    expect(asked).toBe(1);
    expect(log.at(-1)).toMatch(/^Pushed and read back: /);
  });
});
