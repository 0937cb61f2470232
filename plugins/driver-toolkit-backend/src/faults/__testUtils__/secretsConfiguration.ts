import type { LabState } from '../../__testUtils__/lab';
import {
  labConfiguration,
  labKernelSource,
} from '../../__testUtils__/labConfiguration';
import { SOURCE } from '../../__testUtils__/labKernel';
import { testSecrets } from './testSecrets';

/** The one image repository. */
export const REPOSITORY = 'private';

/** Configuration of a backend that is trusted with {@link testSecrets}. */
export function secretsConfiguration(options: {
  lab: LabState;
  /** What a client has to show. */
  token: string;
  /** Of the databases. */
  directory: string;
  /** Where toolkit images go. */
  image: string;
  baseImage: string;
  /** Where a file is, by its name. */
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
            // What is taken from the cache is not printed.
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
