import {
  createSource,
  failureOf,
  read,
  toolkit,
} from './__testUtils__/createSource';
import { TestPlatform } from './__testUtils__/TestPlatform';

const KERNELS = {
  '4.14': '5.14.0-284.36.1.el9_2',
  '4.15': '5.14.0-284.40.1.el9_2',
  '4.16': '5.14.0-427.18.1.el9_4',
};

// Many or large requests take long on a busy machine.
jest.setTimeout(30_000);

describe('OpenshiftKernelSource, by the update graph', () => {
  let platform: TestPlatform;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    for (const [minor, kernel] of Object.entries(KERNELS)) {
      await platform.addRelease({
        version: `${minor}.5`,
        toolkits: toolkit(kernel),
      });
    }
  });

  afterEach(async () => {
    await platform.close();
  });

  function releasesOf({ kernels }: Awaited<ReturnType<typeof read>>): string[] {
    return kernels
      .flatMap(({ toolkitImages = [] }) => toolkitImages)
      .flatMap(({ releases }) => releases);
  }

  it('finds the stable channels from since upward, until no more follow', async () => {
    const reading = await read(createSource(platform, { since: '4.12.0' }));

    expect(releasesOf(reading)).toEqual(['4.16.5', '4.15.5', '4.14.5']);
    expect(platform.updates.asked).toEqual(
      [12, 13, 14, 15, 16, 17, 18].map(minor => `stable-4.${minor}`),
    );
  });

  it('continues after a minor version without a channel', async () => {
    await platform.addRelease({
      version: '4.18.0',
      toolkits: toolkit('5.14.0-570.el9'),
    });

    const reading = await read(createSource(platform, { since: '4.16.0' }));

    expect(releasesOf(reading)).toEqual(['4.18.0', '4.16.5']);
  });

  it('reads releases from since upward, and those of configured channels', async () => {
    await platform.addRelease({
      version: '4.15.4',
      channels: ['eus-4.16'],
      toolkits: toolkit(KERNELS['4.15']),
    });
    await platform.addRelease({
      version: '4.15.10',
      channels: ['eus-4.16'],
      toolkits: toolkit(KERNELS['4.15']),
    });

    const reading = await read(
      createSource(platform, { channels: ['eus-4.16'], since: '4.15.5' }),
    );

    expect(releasesOf(reading)).toEqual(['4.15.10']);
    expect(platform.updates.asked).toEqual(['eus-4.16']);
  });

  it.each([
    ['stable-4.17', []],
    ['candidate-4.17', ['4.17.0-rc.2']],
  ])('reads from %s the pre-releases %j', async (channel, expected) => {
    await platform.addRelease({
      version: '4.17.0-rc.2',
      channels: [channel],
      toolkits: toolkit('5.14.0-500.el9'),
    });

    const reading = await read(
      createSource(platform, { channels: ['stable-4.16', channel] }),
    );

    expect(releasesOf(reading)).toEqual([...expected, '4.16.5']);
  });

  it('reads the releases of OKD, whose versions look like pre-releases', async () => {
    for (const version of [
      '4.15.0-0.okd-2024-03-10-010116',
      '4.17.0-okd-scos.1',
      '4.18.0-okd-scos.ec.2',
    ]) {
      await platform.addRelease({
        version,
        channels: ['stable-4'],
        toolkits: toolkit('6.7.9-200.fc39'),
      });
    }

    const reading = await read(
      createSource(platform, { channels: ['stable-4'], since: undefined }),
    );

    expect(releasesOf(reading)).toEqual([
      '4.17.0-okd-scos.1',
      '4.15.0-0.okd-2024-03-10-010116',
    ]);
  });

  it('warns about a channel without releases, and about invalid versions', async () => {
    platform.list({ version: 'four', channels: ['stable-4.16'] }, 'x');

    const { warnings, kernels, incompleteArchitectures } = await read(
      createSource(platform, { channels: ['stable-4.16', 'stable-4.61'] }),
    );

    expect(kernels).toHaveLength(1);
    expect(warnings).toEqual([
      'Channel stable-4.61 has no releases for x86_64; check its name.',
      "Releases of the update graph left out because of an invalid version: 1, such as 'four'.",
    ]);
    expect(incompleteArchitectures).toEqual([]);
  });

  it('is an error, not an empty list, if no channel has a release', async () => {
    await expect(
      failureOf(createSource(platform, { channels: ['stabel-4.16'] })),
    ).resolves.toBe(
      'The update graph has no release since 4.8.0 for x86_64 in channel stabel-4.16; check channels, since and graph of the kernel source',
    );
    await expect(
      failureOf(createSource(platform, { since: '4.30.0' })),
    ).resolves.toMatch('no release since 4.30.0 for x86_64 in its stable');
    expect(platform.updates.asked).toHaveLength(31);
  });

  it.each([
    [500, 'is overloaded or has a problem', 4],
    [429, 'is overloaded or has a problem', 4],
    [403, 'refuses access', 2],
    [404, 'this address has no update service', 2],
    [400, 'does not understand the request', 2],
    [418, "which is not an update service's answer", 2],
  ])('explains an answer of %i', async (status, expected, requests) => {
    platform.updates.intercept = () => ({ status, body: '<html>' });

    const message = await failureOf(createSource(platform));

    expect(message).toMatch(
      `Nothing of OpenShift could be read: ${platform.updates.graph} (stable-4.8, amd64) answered ${status}: `.slice(
        0,
        -2,
      ),
    );
    expect(message).toMatch(expected);
    expect(platform.updates.asked).toHaveLength(requests);
  });

  it.each([
    ['HTML', '<html><body>Log in to the network first</body></html>'],
    ['other JSON', '{"nodes": [{"version": 4}]}'],
    [
      'too many nodes',
      JSON.stringify({
        nodes: Array(20_001).fill({ version: '4.16.0', payload: 'x' }),
      }),
    ],
  ])('refuses %s as a graph', async (_, body) => {
    platform.updates.intercept = () => ({
      headers: { 'content-type': 'text/html' },
      body,
    });

    await expect(failureOf(createSource(platform))).resolves.toMatch(
      'answered with text/html, which is not an update graph; check graph of the kernel source',
    );
  });

  it('refuses a graph that is far too large, cut or silent', async () => {
    const { updates } = platform;
    updates.intercept = () => ({ body: Buffer.alloc(33 * 1024 ** 2, ' ') });
    await expect(failureOf(createSource(platform))).resolves.toMatch(
      'is larger than 33554432 bytes',
    );

    updates.intercept = () => ({ body: '{"nodes":[]}', cutAfter: 5 });
    await expect(failureOf(createSource(platform))).resolves.toMatch(
      'the connection was cut',
    );

    updates.intercept = () => ({ body: '{"nodes":[]}', stallAfter: 5 });
    await expect(
      read(createSource(platform), AbortSignal.timeout(300)),
    ).rejects.toThrow(/timeout/);
  });

  it('names a few of many unreadable graphs', async () => {
    platform.updates.intercept = (_, architecture) =>
      architecture === 'arm64' ? { status: 404 } : undefined;

    const { kernels, warnings } = await read(
      createSource(platform, {
        since: '4.5.0',
        architectures: ['x86_64', 'aarch64'],
      }),
    );

    expect(kernels).toHaveLength(3);
    expect(warnings).toHaveLength(11);
    // Of 4.5 to 4.18.
    expect(warnings[10]).toBe('Channels that could not be listed either: 4.');
  });

  it('continues after an unreadable channel', async () => {
    platform.updates.intercept = channel =>
      channel === 'stable-4.15' ? { status: 500 } : undefined;

    const reading = await read(createSource(platform, { since: '4.14.0' }));

    expect(releasesOf(reading)).toEqual(['4.16.5', '4.14.5']);
    expect(reading.incompleteArchitectures).toEqual(['x86_64']);
    expect(reading.warnings).toEqual([
      expect.stringMatching(
        /^Releases for x86_64 could not be listed: .* \(stable-4\.15, amd64\) answered 500/,
      ),
    ]);
  });

  it('keeps one architecture when the graph of another cannot be read', async () => {
    platform.updates.intercept = (_, architecture) =>
      architecture === 'arm64' ? { status: 502 } : undefined;

    const { kernels, warnings, incompleteArchitectures } = await read(
      createSource(platform, {
        channels: ['stable-4.16'],
        architectures: ['x86_64', 'aarch64'],
      }),
    );

    expect(kernels).toHaveLength(1);
    expect(incompleteArchitectures).toEqual(['aarch64']);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Releases for aarch64 could not be listed: .* \(stable-4\.16, arm64\) answered 502/,
      ),
    ]);
  });
});
