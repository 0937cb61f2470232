import { ServiceUnavailableError } from '@backstage/errors';
import type { Scene } from '../Scene';
import { aKernel, anImage, CENTOS_9, fill, GHCR } from './world';

const kernelsFor = (count: number, flavours: string[]) =>
  Array.from({ length: count }, (_, index) =>
    aKernel(`5.14.0-${300 + index}.el9`, flavours),
  );

/** Sources that fail, or suddenly list far less. */
export const sources: Scene = {
  config: {
    kernelSources: [
      CENTOS_9,
      { ...CENTOS_9, id: 'rocky-9', title: 'Rocky Linux 9' },
      { ...CENTOS_9, id: 'alma-9', title: 'AlmaLinux 9' },
    ],
    imageRepositories: [GHCR],
  },
  async play(backend, recorder) {
    const centos = backend.sources.get('centos-stream-9')!;
    const rocky = backend.sources.get('rocky-9')!;
    const ghcr = backend.repositories.get('ghcr')!;
    const refresh = (id: string) =>
      recorder.act('POST', `/sources/${id}/refresh`);
    centos.reading = {
      kernels: kernelsFor(2, ['x86_64']),
      warnings: ['The rt repository is not there for aarch64.'],
    };
    ghcr.error = new ServiceUnavailableError('ghcr.io answered 401.');
    backend.sources.get('alma-9')!.error = new ServiceUnavailableError(
      'repomd.xml answered 404.',
    );
    fill(backend, {
      kernels: { 'rocky-9': kernelsFor(40, ['x86_64', 'aarch64']) },
    });
    for (const id of ['centos-stream-9', 'rocky-9', 'alma-9', 'ghcr']) {
      await refresh(id);
    }
    await recorder.watch(
      '/sources',
      '/builders',
      '/coverage',
      ...['present', 'absent', 'unknown'].map(
        state => `/kernels?imageState=${state}&limit=1`,
      ),
    );
    ghcr.error = undefined;
    ghcr.images = kernelsFor(17, []).map(({ kernel }) => anImage(kernel));
    await recorder.post('/sources/ghcr/refresh');
    await recorder.step('a source fails', () => {
      centos.error = new ServiceUnavailableError('repomd.xml answered 503.');
      return refresh('centos-stream-9');
    });
    await recorder.step('a source lists far less', () => {
      rocky.reading = {
        kernels: [
          ...kernelsFor(2, ['x86_64', 'aarch64']),
          ...kernelsFor(40, ['x86_64']).slice(2),
        ],
        warnings: [],
      };
      return refresh('rocky-9');
    });
    await recorder.post('/sources/rocky-9/refresh?acceptRemoval=true');
  },
};
