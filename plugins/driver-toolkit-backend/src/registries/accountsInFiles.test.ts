import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryContentCache } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { testConfig } from '../builds/__testUtils__/testConfig';
import { RegistryDirectory } from './RegistryDirectory';

const IMAGE = 'registry.example.com/driver-toolkit';

describe('an invalid account in an auth file', () => {
  let folder: string;
  let directory: RegistryDirectory;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'accounts-'));
    const authFile = join(folder, 'auth.json');
    await writeFile(
      authFile,
      '{"auths":{"registry.example.com":{}},"credsStore":"pass"}',
    );
    directory = new RegistryDirectory(
      testConfig({
        imageRepositories: [{ id: 'lab', image: IMAGE, authFile }],
      }),
      new InMemoryContentCache(),
    );
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is ignored when pulling, and an error when pushing', async () => {
    await expect(directory.accessTo(`${IMAGE}:1`)).resolves.toMatchObject({
      credentials: undefined,
    });
    await expect(
      directory.accessTo(`${IMAGE}:1`, { pushes: true }),
    ).rejects.toThrow("to the credential helper 'pass'");
  });
});
