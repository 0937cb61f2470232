import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { RpmKernelSourceConfig } from '../../config/types';
import { createCertificate } from '../../http/__testUtils__/createCertificate';
import { kernelPackages } from './__testUtils__/kernelPackages';
import { TestMirror } from './__testUtils__/TestMirror';
import { RpmKernelSource } from './RpmKernelSource';

const NO_RETRIES = {
  attempts: 1,
  baseDelay: 1,
  maxDelay: 1,
  maxRetryAfter: 1,
};

describe('RpmKernelSource', () => {
  let mirror: TestMirror;

  beforeEach(async () => {
    mirror = await TestMirror.start();
  });

  afterEach(async () => {
    await mirror.close();
  });

  function createSource(overrides: Partial<RpmKernelSourceConfig> = {}) {
    return new RpmKernelSource(
      {
        id: 'centos-stream-9',
        type: 'rpm',
        title: 'CentOS Stream 9',
        repositories: [
          { url: `${mirror.origin}/BaseOS/$arch`, optional: false },
          { url: `${mirror.origin}/AppStream/$arch/`, optional: false },
        ],
        architectures: ['x86_64'],
        schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
        ...overrides,
      },
      NO_RETRIES,
    );
  }

  function read(source: RpmKernelSource, signal = AbortSignal.timeout(20_000)) {
    return source.read({ signal, logger: mockServices.logger.mock() });
  }

  const rtRepository = () => ({
    url: `${mirror.origin}/RT/$arch/`,
    optional: true,
  });

  it('combines core from one repository with devel from another', async () => {
    await mirror.addRepository(
      'BaseOS/x86_64',
      kernelPackages({ kernel: '5.14.0-391.el9', parts: ['', 'core'] }),
    );
    await mirror.addRepository('AppStream/x86_64', [
      ...kernelPackages({ kernel: '5.14.0-391.el9', parts: ['devel'] }),
      ...kernelPackages({ kernel: '5.14.0-391.el9', prefix: 'kernel-uek' }),
      ...kernelPackages({
        kernel: '3.2-1.el9',
        prefix: 'bash',
        parts: ['doc'],
      }),
      ...kernelPackages({
        kernel: '5.14.0-391.el9',
        architecture: 'i686',
        parts: ['headers'],
      }),
    ]);

    await expect(read(createSource())).resolves.toEqual({
      kernels: [
        {
          kernel: '5.14.0-391.el9',
          flavours: [
            {
              architecture: 'x86_64',
              variant: 'default',
              release: '5.14.0-391.el9',
              unameRelease: '5.14.0-391.el9.x86_64',
              buildable: true,
              packages: ['kernel', 'kernel-core', 'kernel-devel'],
            },
          ],
        },
      ],
      warnings: [],
      incompleteArchitectures: [],
      older: [],
    });
  });

  it('is not buildable with a devel package of another release or architecture', async () => {
    await mirror.addRepository(
      'BaseOS/x86_64',
      kernelPackages({ kernel: '5.14.0-391.el9', parts: ['core'] }),
    );
    await mirror.addRepository('AppStream/x86_64', [
      ...kernelPackages({ kernel: '5.14.0-390.el9', parts: ['devel'] }),
      ...kernelPackages({
        kernel: '5.14.0-391.el9',
        architecture: 'aarch64',
        parts: ['devel'],
      }),
    ]);

    const { kernels } = await read(createSource());

    expect(kernels).toMatchObject([
      { kernel: '5.14.0-391.el9', flavours: [{ buildable: false }] },
    ]);
  });

  it('joins the real-time kernel of EL9.4 and later to its kernel', async () => {
    const kernel = '5.14.0-427.18.1.el9_4';
    await mirror.addRepository('BaseOS/x86_64', kernelPackages({ kernel }));
    await mirror.addRepository('AppStream/x86_64', []);
    await mirror.addRepository('RT/x86_64', [
      ...kernelPackages({ kernel, prefix: 'kernel-rt', suffix: '+rt' }),
      ...kernelPackages({
        kernel,
        prefix: 'kernel-rt-debug',
        suffix: '+rt-debug',
      }),
    ]);
    const source = createSource();
    const withRt = createSource({
      repositories: [
        { url: `${mirror.origin}/BaseOS/$arch`, optional: false },
        rtRepository(),
      ],
    });

    expect((await read(source)).kernels).toHaveLength(1);
    const { kernels } = await read(withRt);
    expect(kernels).toHaveLength(1);
    expect(
      kernels[0].flavours.map(({ variant, unameRelease, release }) => [
        variant,
        unameRelease,
        release,
      ]),
    ).toEqual([
      ['default', `${kernel}.x86_64`, kernel],
      ['rt', `${kernel}.x86_64+rt`, kernel],
      ['rt-debug', `${kernel}.x86_64+rt-debug`, kernel],
    ]);
  });

  it("merges architectures, keeps the latest by rpm's order and names the others", async () => {
    await mirror.addRepository('BaseOS/x86_64', [
      ...kernelPackages({ kernel: '5.14.0-99.el9' }),
      ...kernelPackages({ kernel: '5.14.0-391.el9' }),
      ...kernelPackages({ kernel: '5.14.0-70.13.1.el9_0' }),
    ]);
    await mirror.addRepository(
      'BaseOS/aarch64',
      kernelPackages({ kernel: '5.14.0-391.el9', architecture: 'aarch64' }),
    );
    const source = createSource({
      repositories: [{ url: `${mirror.origin}/BaseOS/$arch`, optional: false }],
      architectures: ['x86_64', 'aarch64'],
      keepLatest: 2,
    });

    const { kernels, older } = await read(source);

    expect(
      kernels.map(({ kernel, flavours }) => [
        kernel,
        flavours.map(({ architecture }) => architecture),
      ]),
    ).toEqual([
      ['5.14.0-391.el9', ['x86_64', 'aarch64']],
      ['5.14.0-99.el9', ['x86_64']],
    ]);
    expect(older).toEqual(['5.14.0-70.13.1.el9_0']);
  });

  it('leaves out an architecture that could not be read completely, and says so', async () => {
    const kernel = '5.14.0-391.el9';
    await mirror.addRepository(
      'BaseOS/x86_64',
      kernelPackages({ kernel, parts: ['core'] }),
    );
    await mirror.addRepository(
      'AppStream/x86_64',
      kernelPackages({ kernel, parts: ['devel'] }),
    );
    await mirror.addRepository(
      'BaseOS/aarch64',
      kernelPackages({ kernel, architecture: 'aarch64', parts: ['core'] }),
    );
    mirror.setAnswer('AppStream/aarch64/repodata/repomd.xml', { status: 503 });

    const reading = await read(
      createSource({ architectures: ['x86_64', 'aarch64'] }),
    );

    expect(reading.kernels).toMatchObject([
      { kernel, flavours: [{ architecture: 'x86_64', buildable: true }] },
    ]);
    expect(reading.kernels[0].flavours).toHaveLength(1);
    expect(reading.incompleteArchitectures).toEqual(['aarch64']);
    expect(reading.warnings).toEqual([
      `Kernels for aarch64 could not be read: ${mirror.origin}/AppStream/aarch64/repodata/repomd.xml answered 503: the mirror is overloaded or has a problem; the next refresh tries again`,
    ]);
  });

  it('accepts that an optional repository does not exist', async () => {
    await mirror.addRepository(
      'BaseOS/x86_64',
      kernelPackages({ kernel: '5.14.0-391.el9', parts: ['core'] }),
    );
    await mirror.addRepository('AppStream/x86_64', []);
    const repositories = [
      { url: `${mirror.origin}/BaseOS/$arch`, optional: false },
      rtRepository(),
    ];

    const reading = await read(createSource({ repositories }));

    expect(reading).toMatchObject({
      kernels: [{ flavours: [{ buildable: false }] }],
      warnings: [`${mirror.origin}/RT/x86_64/ is optional and not there.`],
      incompleteArchitectures: [],
    });
  });

  it('leaves out a flavour whose devel package may be in an unreachable optional repository', async () => {
    await mirror.addRepository('BaseOS/x86_64', [
      ...kernelPackages({ kernel: '5.14.0-391.el9', parts: ['core'] }),
      ...kernelPackages({ kernel: '5.14.0-390.el9' }),
    ]);
    mirror.setAnswer('RT/x86_64/repodata/repomd.xml', { status: 500 });

    const reading = await read(
      createSource({
        repositories: [
          { url: `${mirror.origin}/BaseOS/$arch`, optional: false },
          rtRepository(),
        ],
      }),
    );

    expect(reading.kernels.map(({ kernel }) => kernel)).toEqual([
      '5.14.0-390.el9',
    ]);
    expect(reading.incompleteArchitectures).toEqual(['x86_64']);
    expect(reading.warnings).toEqual([
      expect.stringContaining(
        `${mirror.origin}/RT/x86_64/ is optional and could not be read: `,
      ),
    ]);
  });

  it('throws with every cause if nothing could be read', async () => {
    mirror.setAnswer('BaseOS/x86_64/repodata/repomd.xml', { status: 403 });
    await mirror.addRepository('AppStream/x86_64', []);

    const failure = await read(
      createSource({ architectures: ['x86_64', 's390x'] }),
    ).catch(error => error);

    expect(failure.name).toBe('ServiceUnavailableError');
    expect(failure.message).toMatch(
      /^Nothing of CentOS Stream 9 could be read: /,
    );
    expect(failure.message).toContain(
      'BaseOS/x86_64/repodata/repomd.xml answered 403: the mirror refuses access; a mirror that requires a subscription needs a certificate in tls.cert and tls.key',
    );
    expect(failure.message).toContain(
      `${mirror.origin}/BaseOS/$arch/ and ${mirror.origin}/AppStream/$arch/ (s390x): repodata/repomd.xml answered 404: this address has no dnf repository`,
    );
    expect(failure.cause.errors).toHaveLength(3);
  });

  it('says once why a server is unreachable, and names all affected repositories', async () => {
    const { origin } = mirror;
    const source = createSource({ architectures: ['x86_64', 'aarch64'] });
    await mirror.close();

    await expect(read(source)).rejects.toThrow(
      new RegExp(
        `^Nothing of CentOS Stream 9 could be read: ${origin}/BaseOS/\\$arch/ and ${origin}/AppStream/\\$arch/ \\(x86_64, aarch64\\): repodata/repomd.xml could not be reached: the connection was refused \\(ECONNREFUSED\\)$`,
      ),
    );
    mirror = await TestMirror.start();
  });

  it('fetches the list of packages again only when it has changed', async () => {
    const repositories = [
      { url: `${mirror.origin}/BaseOS/$arch`, optional: false },
    ];
    const source = createSource({ repositories });
    await mirror.addRepository(
      'BaseOS/x86_64',
      kernelPackages({ kernel: '5.14.0-390.el9' }),
    );

    const first = await read(source);
    const second = await read(source);
    expect(second).toEqual(first);
    expect(mirror.requested).toEqual([
      '/BaseOS/x86_64/repodata/repomd.xml',
      '/BaseOS/x86_64/repodata/primary.xml.gz',
      '/BaseOS/x86_64/repodata/repomd.xml',
    ]);

    await mirror.addRepository(
      'BaseOS/x86_64',
      kernelPackages({ kernel: '5.14.0-391.el9' }),
    );
    expect((await read(source)).kernels).toMatchObject([
      { kernel: '5.14.0-391.el9' },
    ]);
  });

  it("rejects with the signal's reason, not with a warning", async () => {
    await mirror.addRepository('BaseOS/x86_64', []);
    await mirror.addRepository('AppStream/x86_64', []);
    const reason = new Error('shutting down');

    await expect(
      read(createSource(), AbortSignal.abort(reason)),
    ).rejects.toThrow('shutting down');
  });

  it('sends its certificate to a mirror with a private authority', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mirror-'));
    const tls = createCertificate();
    const entitled = await TestMirror.start(tls);
    try {
      const cert = join(directory, 'cert.pem');
      const key = join(directory, 'key.pem');
      await writeFile(cert, tls.cert);
      await writeFile(key, tls.key);
      await entitled.addRepository(
        'BaseOS/x86_64',
        kernelPackages({ kernel: '5.14.0-391.el9' }),
      );
      const repositories = [
        { url: `${entitled.origin}/BaseOS/$arch`, optional: false },
      ];

      await expect(
        read(createSource({ repositories, tls: { ca: cert, cert, key } })),
      ).resolves.toMatchObject({ kernels: [{ kernel: '5.14.0-391.el9' }] });
      await expect(
        read(createSource({ repositories, tls: { ca: cert } })),
      ).rejects.toThrow('could not be reached');
      await expect(read(createSource({ repositories }))).rejects.toThrow(
        'its certificate is signed by an untrusted authority',
      );
    } finally {
      await entitled.close();
      await rm(directory, { recursive: true });
    }
  });

  it('names the TLS file that cannot be read', async () => {
    const source = createSource({ tls: { ca: '/does/not/exist.pem' } });

    await expect(read(source)).rejects.toThrow(
      'The TLS file /does/not/exist.pem cannot be read',
    );
  });
});
