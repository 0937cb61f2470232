/**
 * Architectures of the lab's images and packages. The second is the first under another name: its
 * packages and images say `aarch64`, and `uname` in them says so, too.
 *
 * @type {{ rpm: string, oci: string, isDouble: boolean }[]}
 */
export const architectures = [
  { rpm: 'x86_64', oci: 'amd64', isDouble: false },
  { rpm: 'aarch64', oci: 'arm64', isDouble: true },
];

/** Kernels that the mirror also has for the double. */
export const doubledKernels = ['5.14.0-404.el9'];
