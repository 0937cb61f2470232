import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { SIMPLE_DRIVER } from './__testUtils__/driverRepository';
import { KERNEL, SOURCE, UNAME } from './__testUtils__/labKernel';

jest.setTimeout(300_000);

const VERSIONED = {
  ...SIMPLE_DRIVER,
  'driver.yaml': `version: '1.4'
tag: \${DRIVER_VERSION}-\${KERNEL_VERSION}-\${VARIANT}-\${ARCH}
modules: [simple]
kernels:
  variants: [default]
`,
};

describe('driver-toolkit backend on the lab, after a toolkit image was built', () => {
  let backend: BackendOnLab;
  let first: { build: Build; created: boolean };
  let second: { build: Build; created: boolean };
  let followed: Awaited<ReturnType<BackendOnLab['follow']>>;

  beforeAll(async () => {
    backend = await BackendOnLab.start(
      {},
      { drivers: { versioned: { files: VERSIONED } } },
    );
    const request = {
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
    } as const;
    first = await backend.api.createBuild(request);
    second = await backend.api.createBuild(request);
    followed = await backend.follow(first.build.id);
  });

  afterAll(() => backend?.stop());

  it('has built the image once for two requests', () => {
    expect(first.created).toBe(true);
    expect(second).toMatchObject({
      created: false,
      build: { id: first.build.id },
    });
  });

  it('went through every state and read the digest back', async () => {
    expect(followed.build).toMatchObject({
      state: 'succeeded',
      builder: 'local',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(followed.states).toEqual(
      expect.arrayContaining(['running', 'succeeded']),
    );
    expect(followed.lines).toContainEqual(
      `Pushed and read back: ${backend.images.toolkit}:${KERNEL}@${followed.build.digest}`,
    );
  });

  it('is in the index at once, with its labels', async () => {
    expect(await backend.api.getKernel(SOURCE, KERNEL)).toMatchObject({
      imageState: 'present',
      images: [
        {
          repository: 'lab',
          state: 'present',
          digest: followed.build.digest,
          architectures: [{ architecture: 'x86_64', state: 'present' }],
        },
        { repository: 'kept', state: 'absent' },
      ],
      latestBuild: { id: followed.build.id },
    });
    expect(await backend.api.getImage('lab', KERNEL)).toMatchObject({
      digest: followed.build.digest,
      labels: {
        'kernel-version': KERNEL,
        'kernel-rt-version': KERNEL,
        'org.opencontainers.image.base.name': backend.lab.baseImage,
        'org.opencontainers.image.base.digest': expect.stringMatching(
          /^sha256:[0-9a-f]{64}$/,
        ),
      },
      platforms: [{ architecture: 'amd64', size: expect.any(Number) }],
      kernels: [{ source: SOURCE, kernel: KERNEL }],
    });
  });

  it('lists the build on the pages of its kernel and image', async () => {
    const ofKernel = await backend.api.getBuilds({
      entityRef: `resource:default/${SOURCE}-${KERNEL}`,
    });
    const ofImage = await backend.api.getBuilds({
      entityRef: `resource:default/lab-${KERNEL}`,
    });
    expect(ofKernel.items.map(b => b.id)).toEqual([followed.build.id]);
    expect(ofImage.items.map(b => b.id)).toEqual([followed.build.id]);
  });

  it('serves the log as text, completely or from a line on', async () => {
    const whole = (await backend.api.getBuildLog(followed.build.id)).split(
      '\n',
    );
    expect(whole.slice(0, -1)).toEqual(followed.lines);
    const { lastSequence } = followed.build;
    expect(
      await backend.api.getBuildLog(followed.build.id, lastSequence - 1),
    ).toBe(`${followed.lines[followed.lines.length - 1]}\n`);
  });

  it('builds it again only with force', async () => {
    await expect(
      backend.api.createBuild({
        type: 'toolkit',
        source: SOURCE,
        kernel: KERNEL,
      }),
    ).rejects.toThrow('already exists');
  });

  it('builds a driver whose module is for that kernel', async () => {
    const { build } = await backend.api.createBuild({
      type: 'driver',
      entityRef: 'component:default/simple',
      source: SOURCE,
      kernel: KERNEL,
    });
    const { build: done, lines } = await backend.follow(build.id);

    expect(done).toMatchObject({
      state: 'succeeded',
      imageReference: `${backend.images.drivers}/simple:${UNAME}`,
      digest: expect.stringMatching(/^sha256:/),
    });
    expect(lines).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^Verified: .*\\.ko.* has vermagic ${UNAME} .*, and its [1-9]\\d* symbols match those of the kernel$`,
        ),
      ),
    );
  });

  it('keeps the verdict on a driver’s image, with what it was held against', async () => {
    const { items } = await backend.api.getDriverVerdicts('default', 'simple');
    expect(items).toEqual([
      expect.objectContaining({
        passed: true,
        kernel: KERNEL,
        imageReference: `${backend.images.drivers}/simple:${UNAME}`,
        digest: expect.stringMatching(/^sha256:/),
        symbolsChecked: true,
      }),
    ]);
    const [{ buildId, modules, record }] = items;
    const found = (await backend.api.getBuildVerdict(buildId))!;
    expect(found.record).toBe(record);
    const { verdict } = found;
    expect(verdict.heldAgainst).toEqual({
      toolkit: `${backend.images.toolkit}@${followed.build.digest}`,
      symbolRecord: expect.stringMatching(/^sha256:/),
      kernelSymbols: expect.any(Number),
    });
    // As many as the kernel of the lab's headers offers.
    expect(verdict.heldAgainst.kernelSymbols).toBeGreaterThan(20_000);
    expect(verdict.symbols.names).toContain('module_layout');
    expect(verdict.symbols.crcs).toHaveLength(verdict.symbols.names.length);

    for (const filter of [
      { module: modules[0] },
      { symbol: 'module_layout' },
      { srcversion: verdict.modules[0].srcversion },
      { record },
    ]) {
      const { items: same } = await backend.api.getVerdicts(filter);
      expect(same.map(one => one.buildId)).toContain(buildId);
    }
    expect((await backend.api.getVerdicts({ symbol: 'none' })).items).toEqual(
      [],
    );
  });

  it('builds a driver as its driver.yaml says', async () => {
    const request = {
      type: 'driver',
      entityRef: 'component:default/versioned',
      source: SOURCE,
      kernel: KERNEL,
    } as const;
    const { build } = await backend.api.createBuild(request);
    const { build: done, lines } = await backend.follow(build.id);

    expect(done).toMatchObject({
      state: 'succeeded',
      imageReference: `${backend.images.drivers}/versioned:1.4-${KERNEL}-default-x86_64`,
      digest: expect.stringMatching(/^sha256:/),
    });
    expect(lines[0]).toMatch(
      /^Reading http:\S+\/versioned-\w+\/src\/commit\/[0-9a-f]{40}$/,
    );
    await expect(
      backend.api.createBuild({ ...request, variant: 'rt' }),
    ).rejects.toThrow(
      'component:default/versioned does not support rt kernels: it supports default only (kernels.variants, driver.yaml:5).',
    );
  });

  it('says that a driver repository has no Containerfile', async () => {
    const { build } = await backend.api.createBuild({
      type: 'driver',
      entityRef: 'component:default/empty',
      source: SOURCE,
      kernel: KERNEL,
    });
    const { build: done } = await backend.follow(build.id);

    expect(done.state).toBe('failed');
    expect(done.error?.message).toContain(
      'has neither a Containerfile nor a Dockerfile at its top',
    );
    expect(isFinished(done)).toBe(true);
  });
});
