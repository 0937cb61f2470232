/** The kernel that every image is checked for. */
export const KERNEL = {
  unameRelease: '5.14.0-391.el9.x86_64',
  architecture: 'x86_64',
  kernel: '5.14.0-391.el9',
};
