import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { driverEntity } from '../__testUtils__/driverEntity';
import driverToolkitPlugin from '../index';
import {
  ELLIPTIC_CERTIFICATE,
  MODULE_CERTIFICATE,
  MODULE_KEY,
} from '../trust/moduleSigning/__testUtils__/moduleKey';

jest.setTimeout(60_000);

describe('the certificates of a driver', () => {
  let folder: string;
  let backend: TestBackend;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    const path = (name: string) => join(folder, name);
    await writeFile(path('key'), MODULE_KEY, { mode: 0o600 });
    await writeFile(path('new'), new X509Certificate(MODULE_CERTIFICATE).raw);
    await writeFile(path('old'), ELLIPTIC_CERTIFICATE);
    const entities = ['nic', 'other'].map(name =>
      driverEntity(name, {
        image: `registry.example.com/drivers/${name}`,
        location: `https://forge.example.com/${name}/driver`,
      }),
    );
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        catalogServiceMock.factory({ entities }),
        mockServices.rootConfig.factory({
          data: {
            driverToolkit: {
              moduleSigning: {
                keys: [
                  {
                    name: 'new',
                    keyFile: path('key'),
                    certificateFile: path('new'),
                  },
                  { name: 'old', certificateFile: path('old') },
                ],
                drivers: [
                  {
                    repository: 'forge.example.com/nic',
                    keys: ['new', 'old'],
                  },
                ],
              },
            },
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await rm(folder, { recursive: true });
  });

  const ask = (path: string) =>
    fetch(
      `http://127.0.0.1:${backend.server.port()}/api/driver-toolkit/drivers/default/${path}`,
    );

  it('are those of its keys, first of the one that signs', async () => {
    const answer = await ask('nic/certificates');
    expect(await answer.json()).toEqual({
      items: [
        {
          key: 'new',
          signs: true,
          subject: 'O=Acme, CN=Acme modules',
          serialNumber: new X509Certificate(MODULE_CERTIFICATE).serialNumber,
          fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          validFrom: expect.stringMatching(/^2026-12-01T/),
          validTo: expect.stringMatching(/^2126-11-07T/),
          pem: MODULE_CERTIFICATE,
        },
        expect.objectContaining({ key: 'old', signs: false }),
      ],
    });
  });

  it('are none if its modules are not signed', async () => {
    expect(await (await ask('other/certificates')).json()).toEqual({
      items: [],
    });
  });

  it.each([
    ['nic/certificate', 'new.der', 'application/pkix-cert', MODULE_CERTIFICATE],
    [
      'nic/certificate?key=old',
      'old.der',
      'application/pkix-cert',
      ELLIPTIC_CERTIFICATE,
    ],
    [
      'nic/certificate?format=pem&key=new',
      'new.pem',
      'application/x-pem-file',
      MODULE_CERTIFICATE,
    ],
  ])('are files: %s', async (path, name, type, certificate) => {
    const answer = await ask(path);
    const body = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-type')).toContain(type);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="${name}"`,
    );
    expect(new X509Certificate(body).toString()).toBe(certificate);
    expect(body.toString().startsWith('-----BEGIN')).toBe(
      name.endsWith('.pem'),
    );
  });

  it.each([
    [
      'none/certificates',
      404,
      'The catalog has no entity component:default/none.',
    ],
    [
      'other/certificate',
      404,
      'The portal does not sign the modules of component:default/other.',
    ],
    [
      'nic/certificate?key=x',
      404,
      "component:default/nic has no key 'x'; its keys are new, old.",
    ],
    ['nic/certificate?format=jks', 400, 'format'],
  ])('are refused: %s', async (path, status, message) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect((await answer.json()).error.message).toContain(message);
  });

  it('say that a file is missing', async () => {
    await rm(join(folder, 'old'));
    const answer = await ask('nic/certificates');
    expect(answer.status).toBe(503);
    expect((await answer.json()).error.message).toContain(
      'driverToolkit.moduleSigning.keys[1].certificateFile is the path of a file that cannot be read',
    );
    await writeFile(join(folder, 'old'), ELLIPTIC_CERTIFICATE);
    await chmod(join(folder, 'old'), 0o644);
  });
});
