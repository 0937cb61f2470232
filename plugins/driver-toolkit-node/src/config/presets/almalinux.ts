import type { RpmPreset } from './RpmPreset';

/** The mirrors of AlmaLinux, which have its newest minor release. */
export function almalinux(release: number): RpmPreset {
  // The listed mirrors have the architecture as a variable.
  const repository = (name: string, optional: boolean) => ({
    mirrorlist: `https://mirrors.almalinux.org/mirrorlist/${release}/${name}`,
    optional,
  });
  return {
    title: `AlmaLinux ${release}`,
    repositories: [
      repository('baseos', false),
      repository('appstream', false),
      repository('rt', true),
    ],
    architectures: ['x86_64', 'aarch64'],
    baseImage: `quay.io/almalinuxorg/almalinux:${release}`,
  };
}
