import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Variant } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { readLab } from './__testUtils__/lab';
import { SOURCE } from './__testUtils__/labKernel';
import { playLab } from './__testUtils__/playLab';

jest.setTimeout(600_000);

/** The lab's kernel that can be booted. */
const KERNEL = '5.14.0-500.el9';
const ACME = resolve(__dirname, '../../../lab/mirror/acme');
const CONTAINERFILE = `ARG DTK_IMAGE
FROM \${DTK_IMAGE} AS builder
ARG KERNEL_VERSION
USER root
WORKDIR /build
COPY Kbuild *.c ./
RUN make -C /lib/modules/\${KERNEL_VERSION}/build M=/build modules
RUN mkdir -p /out/opt/lib/modules/\${KERNEL_VERSION} && cp *.ko /out/opt/lib/modules/\${KERNEL_VERSION}/
FROM scratch
COPY --from=builder /out/opt /opt
`;

/** A driver whose first module behaves like this. */
const driverThat = (how: string) => ({
  files: {
    Containerfile: CONTAINERFILE,
    'driver.yaml': [
      'modules:',
      `  - { name: acme, parameters: { how: ${how} } }`,
      '  - acme-nic',
      'check: { boot: true }',
      '',
    ].join('\n'),
    ...Object.fromEntries(
      ['Kbuild', 'acme.c', 'acme-nic.c'].map(name => [
        name,
        readFileSync(join(ACME, name), 'utf8'),
      ]),
    ),
  },
});

describe('driver-toolkit backend on the lab, with a builder that boots kernels', () => {
  let backend: BackendOnLab;

  beforeAll(async () => {
    await playLab(readLab(), 'kernel', 'add', KERNEL);
    backend = await BackendOnLab.start(
      {
        builders: [
          {
            id: 'local',
            type: 'podman',
            architectures: ['x86_64'],
            extraArguments: ['--network=host'],
            packageCache: { maxBytes: 0 },
            boot: { qemu: {} },
          },
        ],
      },
      { drivers: { good: driverThat('load'), bad: driverThat('oops') } },
    );
    const { build: toolkit } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
    });
    await backend.follow(toolkit.id);
  });

  afterAll(async () => {
    await playLab(readLab(), 'kernel', 'remove', KERNEL);
    await backend?.stop();
  });

  async function build(name: string, variant: Variant = 'default') {
    const { build: created } = await backend.api.createBuild({
      type: 'driver',
      entityRef: `component:default/${name}`,
      source: SOURCE,
      kernel: KERNEL,
      variant,
    });
    return backend.follow(created.id);
  }

  it.each([
    ['default', `${KERNEL}.x86_64`],
    ['rt', `${KERNEL}.x86_64+rt`],
  ] as const)(
    'pushes a driver that the %s kernel has loaded',
    async (variant, unameRelease) => {
      const { build: done, lines } = await build('good', variant);
      expect(done).toMatchObject({ state: 'succeeded' });
      expect(lines.filter(line => line.startsWith('Booted: '))).toEqual([
        expect.stringMatching(/ acme was loaded and unloaded, acme_nic was /),
      ]);
      expect(lines.join('\n')).toContain(`Booted: kernel ${unameRelease}, in `);
    },
  );

  it('pushes no driver that the kernel crashes with', async () => {
    const { build: done } = await build('bad');
    expect(done).toMatchObject({ state: 'failed' });
    expect(done.error?.message).toBe(
      `The booted kernel ${KERNEL}.x86_64 crashed at acme: BUG: kernel NULL pointer dereference, address: 0000000000000000`,
    );
    expect(done.error?.lines?.join('\n')).toContain('acme_init+');
    expect(done.digest).toBeUndefined();
  });

  it('says on the page of builders that it can boot', async () => {
    const [{ problems }] = await backend.api.getBuilders();
    expect(problems.filter(problem => problem.includes('boot'))).toEqual([]);
  });
});
