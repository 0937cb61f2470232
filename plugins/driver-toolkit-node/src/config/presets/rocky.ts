import type { RpmPreset } from './RpmPreset';

/** The mirrors of Rocky Linux, which have its newest minor release. */
export function rocky(release: number): RpmPreset {
  const repository = (name: string, optional: boolean) => ({
    mirrorlist: `https://mirrors.rockylinux.org/mirrorlist?arch=$arch&repo=${name}-${release}`,
    optional,
  });
  return {
    title: `Rocky Linux ${release}`,
    repositories: [
      repository('BaseOS', false),
      repository('AppStream', false),
      repository('RT', true),
    ],
    architectures: ['x86_64', 'aarch64'],
    baseImage: `quay.io/rockylinux/rockylinux:${release}`,
  };
}
