import {
  toOciArchitecture,
  type Kernel,
  type Matrix,
  type MatrixFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The matrix of kernels whose whole image is absent, an entry for each kernel. */
export function matrixOf(kernels: Kernel[], filter: MatrixFilter): Matrix {
  const images = kernels
    .filter(kernel => kernel.source === filter.source)
    .flatMap(kernel =>
      kernel.images
        .filter(image => image.repository === filter.repository)
        .map(image => ({ kernel, image })),
    );
  const absent = images.filter(({ image }) => image.state === 'absent');
  return {
    versions: absent.map(({ kernel }) => kernel.kernel),
    include: absent.map(({ kernel, image }) => {
      const architectures = kernel.flavours
        .filter(({ variant, buildable }) => variant === 'default' && buildable)
        .map(({ architecture }) => architecture);
      return {
        kernel: kernel.kernel,
        source: kernel.source,
        image: image.reference,
        tags: [kernel.tag],
        baseImage: 'quay.io/centos/centos:stream9',
        rtKernel: '',
        rhelVersion: '',
        repositories: '',
        keep: [],
        architectures,
        platforms: architectures.map(
          name => `linux/${toOciArchitecture(name)}`,
        ),
      };
    }),
    omitted: [],
    unknown: images.flatMap(({ kernel, image: { state, reason = '' } }) =>
      state === 'unknown' ? [{ kernel: kernel.kernel, reason }] : [],
    ),
    warnings: [],
  };
}
