import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { DriverToolkitClient } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  DIGEST,
  driverToolkitApi,
  image,
  kernel,
  kernelImage,
} from '../__testUtils__';
import { createResolveImageAction } from './createResolveImageAction';
import type { ResolveImageInput } from './ImageRequest';

const input = { source: 'centos-stream-9', kernel: '5.14.0-391.el9' };

describe('driver-toolkit:resolve-image', () => {
  let serve: ReturnType<typeof driverToolkitApi>;
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    serve(request, response);
  });
  const action = createResolveImageAction({
    api: DriverToolkitClient.create({
      discoveryApi: {
        getBaseUrl: async () =>
          `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
    }),
    auth: mockServices.auth(),
  });

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });

  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  beforeEach(() => {
    headers.length = 0;
    serve = driverToolkitApi({ kernels: [kernel()], images: [image()] });
  });

  async function run(request: ResolveImageInput) {
    const outputs: Record<string, unknown> = {};
    await action.handler({
      ...createMockActionContext({ input: { ...request } }),
      output: (name, value) => {
        outputs[name] = value;
      },
      getInitiatorCredentials: async () => mockCredentials.user(),
    } as Parameters<typeof action.handler>[0]);
    return outputs;
  }

  it("uses the source's own image if no repository has one", async () => {
    const released = `quay.io/openshift-release-dev/ocp-v4.0-art-dev@${DIGEST}`;
    serve = driverToolkitApi({
      kernels: [
        kernel({
          images: [kernelImage({ state: 'absent', digest: undefined })],
          toolkitImages: [
            {
              architecture: 'x86_64',
              reference: released,
              releases: ['4.16.3'],
              releaseCount: 1,
            },
          ],
        }),
      ],
      images: [],
    });

    expect(await run(input)).toMatchObject({
      image: released,
      digest: DIGEST,
      repository: 'centos-stream-9',
      imageEntityRef: 'resource:default/centos-stream-9-5.14.0-391.el9',
    });
    await expect(run({ ...input, repository: 'lab' })).rejects.toThrow(
      'No Driver Toolkit image',
    );
  });

  it('uses the image of another source with the kernel’s packages, or says how to build it there', async () => {
    const elsewhere = {
      source: 'centos-stream-9',
      entityRef: 'resource:default/centos-stream-9-5.14.0-391.el9',
      imageState: 'present' as const,
      references: ['127.0.0.1:5050/dtk/driver-toolkit:5.14.0-391.el9'],
      architectures: ['x86_64'],
    };
    const own = {
      source: 'okd',
      images: [],
      entityRef: 'resource:default/okd-5.14.0-391.el9',
    };
    serve = driverToolkitApi({
      kernels: [kernel({ ...own, otherSources: [elsewhere] }), kernel()],
      images: [image()],
    });

    expect(await run({ ...input, source: 'okd' })).toMatchObject({
      image: `127.0.0.1:5050/dtk/driver-toolkit@${DIGEST}`,
      source: 'okd',
      repository: 'lab',
      kernelEntityRef: own.entityRef,
    });

    const absent = kernelImage({ state: 'absent', digest: undefined });
    serve = driverToolkitApi({
      kernels: [
        kernel({
          ...own,
          otherSources: [{ ...elsewhere, imageState: 'absent' }],
        }),
        kernel({ images: [absent] }),
      ],
      images: [],
    });
    await expect(run({ ...input, source: 'okd' })).rejects.toThrow(
      "No Driver Toolkit image of kernel 5.14.0-391.el9 of centos-stream-9 exists in 127.0.0.1:5050/dtk/driver-toolkit:5.14.0-391.el9. Open the kernel's page in the portal (resource:default/centos-stream-9-5.14.0-391.el9)",
    );
  });

  it('returns everything that a driver repository needs', async () => {
    expect(await run(input)).toEqual({
      image: `127.0.0.1:5050/dtk/driver-toolkit@${DIGEST}`,
      reference: '127.0.0.1:5050/dtk/driver-toolkit:5.14.0-391.el9',
      digest: DIGEST,
      tag: '5.14.0-391.el9',
      repository: 'lab',
      source: 'centos-stream-9',
      kernelVersion: '5.14.0-391.el9',
      architecture: 'x86_64',
      ociArchitecture: 'amd64',
      variant: 'default',
      unameRelease: '5.14.0-391.el9.x86_64',
      driverTag: '5.14.0-391.el9.x86_64',
      baseImage: '127.0.0.1:5050/centos/centos:stream9',
      kernelEntityRef: 'resource:default/centos-stream-9-5.14.0-391.el9',
      imageEntityRef: 'resource:default/lab-5.14.0-391.el9',
    });
  });

  it("acts on behalf of the template's user", async () => {
    await run(input);
    expect(headers.map(h => h.authorization)).toEqual([
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.user(),
        targetPluginId: 'driver-toolkit',
      }),
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.user(),
        targetPluginId: 'driver-toolkit',
      }),
    ]);
  });

  it('accepts the kernel with its source, like in the catalog', async () => {
    expect(
      await run({ kernel: 'centos-stream-9/5.14.0-391.el9' }),
    ).toMatchObject({ digest: DIGEST });
  });

  it('distinguishes uname -r and its tag', async () => {
    expect(await run({ ...input, variant: 'rt' })).toMatchObject({
      unameRelease: '5.14.0-391.el9.x86_64+rt',
      driverTag: '5.14.0-391.el9.x86_64_rt',
    });
  });

  it('uses the first repository that has the image', async () => {
    serve = driverToolkitApi({
      kernels: [
        kernel({
          images: [
            kernelImage({ repository: 'mirror', state: 'absent' }),
            kernelImage(),
          ],
        }),
      ],
      images: [image()],
    });
    expect(await run(input)).toMatchObject({ repository: 'lab' });
    await expect(run({ ...input, repository: 'mirror' })).rejects.toThrow(
      /No Driver Toolkit image/,
    );
  });

  it('has no base image if the labels name none', async () => {
    serve = driverToolkitApi({
      kernels: [kernel()],
      images: [image({ labels: {} })],
    });
    expect((await run(input)).baseImage).toBeUndefined();
  });

  it('says how to build a missing image', async () => {
    serve = driverToolkitApi({
      kernels: [kernel({ images: [kernelImage({ state: 'absent' })] })],
      images: [],
    });
    await expect(run(input)).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringMatching(
        /^No Driver Toolkit image of kernel 5\.14\.0-391\.el9 of centos-stream-9 exists in 127\.0\.0\.1:5050\/dtk\/driver-toolkit:5\.14\.0-391\.el9\. Open the kernel's page in the portal \(resource:default\/centos-stream-9-5\.14\.0-391\.el9\) and press Build, or POST .* to \/api\/driver-toolkit\/builds/,
      ),
    });
  });

  it('does not treat an unknown image as absent', async () => {
    serve = driverToolkitApi({
      kernels: [
        kernel({
          images: [
            kernelImage({ state: 'unknown', reason: 'the registry said 503' }),
          ],
        }),
      ],
      images: [],
    });
    await expect(run(input)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /^It is unknown whether .*the registry said 503/,
      ),
    });
  });

  it("passes on the plugin's message about an unknown kernel", async () => {
    await expect(run({ ...input, kernel: '1.0-1' })).rejects.toThrow(
      'centos-stream-9 has nothing called 1.0-1',
    );
  });

  it('does not pin to an unknown digest', async () => {
    serve = driverToolkitApi({
      kernels: [kernel()],
      images: [image({ digest: undefined, error: 'manifest unreadable' })],
    });
    await expect(run(input)).rejects.toThrow(
      /digest of .* is unknown: manifest unreadable/,
    );
  });

  it.each([
    [{ ...input, variant: 'realtime' }, 'InputError', /not a kernel variant/],
    [{ ...input, variant: '64k' }, 'NotFoundError', /it has default x86_64/],
    [
      { ...input, architecture: 'aarch64' },
      'NotFoundError',
      /no variant default for aarch64/,
    ],
    [{ ...input, repository: 'ghcr' }, 'NotFoundError', /not kept in .*'ghcr'/],
    [
      { kernel: '5.14.0-391.el9' },
      'InputError',
      /which kernel of which source/,
    ],
    [{ kernel: 'centos-stream-9/' }, 'InputError', /which kernel of which/],
    [
      { kernel: 'centos-stream-9/5.14.0-\u202e391.el9' },
      'InputError',
      /The input\.kernel has a character that is invisible/,
    ],
    [
      { source: 'rocky-9', kernel: 'centos-stream-9/5.14.0-391.el9' },
      'InputError',
      /not one of the source 'rocky-9'/,
    ],
  ])('refuses %j', async (request, name, message) => {
    await expect(run(request)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  it('refuses an image that is not for the architecture', async () => {
    serve = driverToolkitApi({
      kernels: [kernel()],
      images: [
        image({
          platforms: [{ architecture: 'arm64', os: 'linux', digest: DIGEST }],
        }),
      ],
    });
    await expect(run(input)).rejects.toThrow(/not for amd64, only for arm64/);
  });

  it('says so if no repository is for the source', async () => {
    serve = driverToolkitApi({ kernels: [kernel({ images: [] })], images: [] });
    await expect(run(input)).rejects.toThrow(/No image repository/);
  });
});
