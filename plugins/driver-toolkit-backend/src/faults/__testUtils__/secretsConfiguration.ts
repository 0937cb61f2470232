import type { LabState } from '../../__testUtils__/lab';
import {
  labConfiguration,
  labKernelSource,
} from '../../__testUtils__/labConfiguration';
import { SOURCE } from '../../__testUtils__/labKernel';
import { testSecrets } from './testSecrets';

/** The only image repository. */
export const REPOSITORY = 'private';

/** Configuration of a backend that gets {@link testSecrets}. */
export function secretsConfiguration(options: {
  lab: LabState;
  /** The token that clients send. */
  token: string;
  /** The folder of the databases. */
  directory: string;
  /** The repository of toolkit images. */
  image: string;
  baseImage: string;
  /** The path of a file with this name. */
  path: (name: string) => string;
}) {
  const { lab, token, directory, image, baseImage, path } = options;
  return {
    app: { baseUrl: 'http://localhost' },
    backend: {
      listen: { host: '127.0.0.1' },
      database: { client: 'better-sqlite3', connection: { directory } },
      auth: {
        externalAccess: [
          { type: 'static', options: { token, subject: 'faults' } },
        ],
      },
    },
    ...labConfiguration(
      lab,
      { toolkit: image, drivers: `${image}-drivers`, kept: image },
      {
        kernelSources: [labKernelSource(lab, ['x86_64'])],
        imageRepositories: [
          {
            id: REPOSITORY,
            image,
            kernelSources: [SOURCE],
            push: true,
            insecure: true,
            credentials: testSecrets.credentials,
            signing: {
              keyFile: path('cosign.key'),
              passphraseFile: path('passphrase'),
            },
          },
        ],
        toolkit: { containerfile: path('Containerfile'), baseImage },
        builders: [
          {
            id: 'local',
            type: 'podman',
            architectures: ['x86_64'],
            // Steps from the cache print nothing.
            extraArguments: ['--network=host', '--no-cache'],
            toolkitArguments: ['entitlement', 'printed'].map(
              id => `--secret=id=${id},src=${path(id)}`,
            ),
            packageCache: { maxBytes: 0 },
          },
        ],
      },
    ),
  };
}
