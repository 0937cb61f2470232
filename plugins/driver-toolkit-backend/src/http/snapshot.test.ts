import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import driverToolkitPlugin from '../index';

jest.setTimeout(60_000);

describe('GET /snapshot', () => {
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        mockServices.rootConfig.factory({ data: { driverToolkit: {} } }),
        catalogServiceMock.factory(),
      ],
    });
  });

  afterAll(() => backend.stop());

  const get = (headers?: Record<string, string>) =>
    fetch(
      `http://127.0.0.1:${backend.server.port()}/api/driver-toolkit/snapshot`,
      { headers },
    );

  it('answers 304 without a body if the caller has the current version', async () => {
    const first = await get();
    const tag = first.headers.get('etag')!;
    expect(await first.json()).toMatchObject({ complete: true, kernels: [] });
    expect(first.headers.get('cache-control')).toBe('private, no-cache');

    const second = await get({ 'if-none-match': tag });
    expect(second.status).toBe(304);
    expect(second.headers.get('etag')).toBe(tag);
    expect(await second.text()).toBe('');
  });

  it('recognises its tag among others, and in the form that proxies use', async () => {
    const tag = (await get()).headers.get('etag')!;
    const answer = await get({
      'if-none-match': `W/"other", ${tag.replace('W/', '')}`,
    });
    expect(answer.status).toBe(304);
  });

  it('answers in full if the caller has another version', async () => {
    const answer = await get({ 'if-none-match': 'W/"other"' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ kernels: [] });
  });
});
