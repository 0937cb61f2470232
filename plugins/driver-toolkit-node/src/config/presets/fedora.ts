import type { RpmPreset } from './RpmPreset';

/** A release of Fedora and its updates. */
export function fedora(release: number): RpmPreset {
  const repository = (name: string) => ({
    metalink: `https://mirrors.fedoraproject.org/metalink?repo=${name}&arch=$arch`,
    optional: false,
  });
  return {
    title: `Fedora ${release}`,
    repositories: [
      repository(`fedora-${release}`),
      repository(`updates-released-f${release}`),
    ],
    architectures: ['x86_64', 'aarch64'],
    baseImage: `quay.io/fedora/fedora:${release}`,
    os: { id: 'fedora', version: `${release}` },
  };
}
