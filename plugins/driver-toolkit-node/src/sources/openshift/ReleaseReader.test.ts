import { parse } from 'semver';
import { InMemoryContentCache } from '../../registry/InMemoryContentCache';
import { ImageKernelReader } from '../imageKernels/ImageKernelReader';
import { RegistryClients } from '../registries/RegistryClients';
import { toolkit } from './__testUtils__/createSource';
import { TestPlatform } from './__testUtils__/TestPlatform';
import type { Release } from './Release';
import { ReleasePayloads } from './ReleasePayloads';
import { ReleaseReader } from './ReleaseReader';

const KERNEL = '5.14.0-284.36.1.el9_2';
const NO_RETRIES = { attempts: 1, baseDelay: 1, maxDelay: 1, maxRetryAfter: 1 };

describe('ReleaseReader', () => {
  let platform: TestPlatform;

  beforeEach(async () => {
    platform = await TestPlatform.start();
  });

  afterEach(async () => {
    await platform.close();
  });

  function createReader(imageTimeout: number, signal: AbortSignal) {
    const cache = new InMemoryContentCache();
    return new ReleaseReader({
      payloads: new ReleasePayloads(cache),
      cache,
      clients: new RegistryClients({
        retryPolicy: NO_RETRIES,
        isInsecure: () => true,
        caution: () => ({ advice: '' }),
      }),
      systems: new ImageKernelReader('ostree.linux', {
        cache,
        refreshTimeout: 20_000,
      }),
      imageTimeout,
      signal,
    });
  }

  /** A release with a toolkit image shared by the others. */
  async function addRelease(text: string): Promise<Release> {
    const toolkits = toolkit(KERNEL);
    const { manifest } = await platform.addRelease({ version: text, toolkits });
    const version = parse(text);
    if (!version) {
      throw new Error(`${text} is no version`);
    }
    const payload = `${platform.payloads.image}@${manifest.digest}`;
    return { version, architecture: 'x86_64', payload };
  }

  /** Delays all toolkit images, or one. */
  function holdToolkits(digest = '') {
    const asked = createGate();
    const released = createGate();
    platform.toolkits.delay = async ({ url }) => {
      if (url.includes(digest)) {
        asked.open();
        await released.passed;
      }
    };
    return { asked: asked.passed, release: released.open };
  }

  it('continues reading an image for the others if the first release runs out of time', async () => {
    const first = await addRelease('4.14.1');
    const second = await addRelease('4.14.2');
    const refresh = AbortSignal.timeout(20_000);
    const reader = createReader(10_000, refresh);
    const { asked, release } = holdToolkits();
    const deadline = new AbortController();

    const slow = reader.read(first, deadline.signal).catch(error => error);
    await asked;
    const patient = reader.read(second, refresh);
    deadline.abort(new Error('out of time'));

    await expect(slow).resolves.toMatchObject({ message: 'out of time' });
    release();
    await expect(patient).resolves.toMatchObject({
      toolkits: [{ flavours: [{ release: KERNEL }] }],
    });
    expect(platform.toolkits.requests).toHaveLength(2);
  });

  it("does not count the time for layers of booted images as a release's time", async () => {
    const kernel = `${KERNEL}.x86_64`;
    const { manifest } = await platform.addRelease({
      version: '4.14.1',
      toolkits: toolkit(KERNEL),
      systems: {
        'rhel-coreos': [
          [{ name: `usr/lib/modules/${kernel}/vmlinuz`, content: 'x' }],
        ],
      },
    });
    const refresh = AbortSignal.timeout(20_000);
    const deadline = new AbortController();
    // Manifests and configurations of both images come before the layer.
    let left = 4;
    platform.toolkits.delay = async () => {
      left -= 1;
      if (left < 0) {
        deadline.abort(new Error('out of time'));
      }
    };

    const reading = createReader(10_000, refresh).read(
      {
        version: parse('4.14.1')!,
        architecture: 'x86_64',
        payload: `${platform.payloads.image}@${manifest.digest}`,
      },
      deadline.signal,
    );

    await expect(reading).resolves.toMatchObject({
      nodes: [{ unameRelease: kernel }],
    });
    expect(deadline.signal.aborted).toBe(true);
  });

  it('keeps the content of a release that was read before its time ended', async () => {
    const wanted = await addRelease('4.14.1');
    const slow = platform.addToolkit({ 'kernel-version': '5.14.0-1.el9' });
    const payload = await platform.addRelease({
      version: '4.14.2',
      toolkits: toolkit(KERNEL),
      references: { 'driver-toolkit-10': slow },
    });
    const { asked, release } = holdToolkits(slow.split('@')[1]);
    const refresh = AbortSignal.timeout(20_000);
    const deadline = new AbortController();
    const reader = createReader(10_000, refresh);
    await reader.read(wanted, refresh);

    const reading = reader.read(
      {
        version: parse('4.14.2')!,
        architecture: 'x86_64',
        payload: `${platform.payloads.image}@${payload.manifest.digest}`,
      },
      deadline.signal,
    );
    await asked;
    deadline.abort(new Error('out of time'));

    await expect(reading).resolves.toMatchObject({
      toolkits: [{ flavours: [{ release: KERNEL }] }],
      failures: [{ message: 'out of time' }],
    });
    release();
  });

  it('gives up an image that takes too long', async () => {
    const wanted = await addRelease('4.14.1');
    const refresh = AbortSignal.timeout(20_000);
    const { release } = holdToolkits();

    await expect(
      createReader(200, refresh).read(wanted, refresh),
    ).rejects.toThrow(
      /\/ocp\/art@sha256:\w+ took longer than 0\.2 seconds, which is too slow$/,
    );
    release();
  });
});

function createGate() {
  let open = () => {};
  const passed = new Promise<void>(resolve => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
