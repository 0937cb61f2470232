import type { RequestListener } from 'node:http';
import { resolve as resolvePath } from 'node:path';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  DriverToolkitClient,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { HostileWorld, WORLD_KERNEL } from './__testUtils__/HostileWorld';
import driverToolkitPlugin from './index';

jest.setTimeout(60_000);

const REPOMD = '/mirror/repodata/repomd.xml';
const TAGS = '/v2/dtk/tags/list';

const send =
  (
    body: string,
    headers: Record<string, string> = {},
    status = 200,
  ): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

const redirect = (location: string) => send('', { location }, 302);

const sendWithoutEnd: RequestListener = (_request, response) => {
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
  };
  response.on('drain', more);
  more();
};

describe('driver-toolkit backend in a hostile world', () => {
  let world: HostileWorld;
  let backend: TestBackend;
  let api: DriverToolkitApi;

  beforeAll(async () => {
    world = await HostileWorld.start();
    const schedule = { frequency: 'P1D', timeout: 'PT20S' };
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({
          data: {
            driverToolkit: {
              toolkit: {
                containerfile: resolvePath(__dirname, '../../../Dockerfile'),
                baseImage: `${world.host}/dtk:${WORLD_KERNEL}`,
              },
              kernelSources: ['mirror', 'other-mirror'].map(id => ({
                id,
                type: 'rpm',
                repositories: [`http://${world.host}/${id}/`],
                architectures: ['x86_64'],
                schedule,
              })),
              imageRepositories: ['dtk', 'other-dtk'].map(id => ({
                id,
                image: `${world.host}/${id}`,
                insecure: true,
                schedule,
              })),
            },
          },
        }),
      ],
    });
    api = DriverToolkitClient.create({
      discoveryApi: {
        getBaseUrl: async id =>
          `http://127.0.0.1:${backend.server.port()}/api/${id}`,
      },
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await world.stop();
  });

  beforeEach(async () => {
    world.calm();
    for (const { id } of await api.getSources()) {
      await api.refreshSource(id);
    }
  });

  async function errors(): Promise<Record<string, string>> {
    return Object.fromEntries(
      (await api.getSources()).flatMap(({ id, error }) =>
        error === undefined ? [] : [[id, error]],
      ),
    );
  }

  const hostile: [string, string, RequestListener, RegExp][] = [
    [
      'a mirror that sends HTML',
      REPOMD,
      send('<html/>'),
      /does not name a list of packages/,
    ],
    [
      'a mirror whose XML defines entities',
      REPOMD,
      send('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
      /DOCTYPE|document type/i,
    ],
    [
      'a mirror that sends endlessly',
      REPOMD,
      sendWithoutEnd,
      /larger than \d+ bytes/,
    ],
    [
      'a mirror that redirects in a circle',
      REPOMD,
      redirect(REPOMD),
      /redirect/,
    ],
    [
      'a mirror that redirects to a private address',
      REPOMD,
      redirect('http://10.0.0.1/'),
      /10\.0\.0\.1/,
    ],
    [
      'a mirror that redirects to a file',
      REPOMD,
      redirect('file:///etc/passwd'),
      /redirects to file:\/\/\/etc\/passwd, which is refused/,
    ],
    ['a mirror without a list', REPOMD, send('', {}, 404), /404/],
    ['a registry that sends HTML', TAGS, send('<html/>'), /list of tags/],
    [
      'a registry that sends endlessly',
      TAGS,
      sendWithoutEnd,
      /larger than \d+ bytes/,
    ],
    [
      'a registry whose pages go in a circle',
      TAGS,
      send('{"tags":["a"]}', { link: `<${TAGS}?n=1000>; rel="next"` }),
      /does not end/,
    ],
    [
      'a registry that names another host for tokens',
      TAGS,
      send(
        '',
        { 'www-authenticate': 'Bearer realm="http://10.0.0.1/token"' },
        401,
      ),
      /10\.0\.0\.1/,
    ],
    ['a registry that denies', TAGS, send('{}', {}, 403), /403/],
  ];

  it.each(hostile)(
    'keeps the last reading of %s',
    async (_what, path, listener, reason) => {
      const id = path === REPOMD ? 'mirror' : 'dtk';
      expect(await errors()).toEqual({});
      const before = await api.getSnapshot();
      world.answer(path, listener);

      const source = await api.refreshSource(id);

      expect(source.error).toMatch(reason);
      expect(source.items).toBe(1);
      expect(Object.keys(await errors())).toEqual([id]);
      const { kernels, images } = await api.getSnapshot();
      expect(images).toEqual(before.images);
      expect(kernels.map(({ source: of, kernel }) => [of, kernel])).toEqual([
        ['mirror', WORLD_KERNEL],
        ['other-mirror', WORLD_KERNEL],
      ]);
    },
  );
});
