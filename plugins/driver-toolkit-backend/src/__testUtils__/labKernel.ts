/** The id of the lab's kernel source in the tests' configuration. */
export const SOURCE = 'centos-stream-9';

/** The oldest of the lab's kernels. */
export const KERNEL = '5.14.0-391.el9';

/** `uname -r` of its default build. */
export const UNAME = `${KERNEL}.x86_64`;

/** The kernel that the lab's mirror has for aarch64, too. */
export const DOUBLED_KERNEL = '5.14.0-404.el9';
