import type { RpmPreset } from './RpmPreset';

const ARCHITECTURES = ['x86_64', 'aarch64'];

/** CentOS Stream 8 has ended: its packages remain in the vault. */
export const CENTOS_STREAM_8: RpmPreset = {
  title: 'CentOS Stream 8',
  repositories: [
    { url: vault('BaseOS'), optional: false },
    { url: vault('AppStream'), optional: false },
    { url: vault('RT'), optional: true },
  ],
  architectures: ARCHITECTURES,
  baseImage: 'quay.io/centos/centos:stream8',
  os: { id: 'centos', version: '8' },
};

/** The mirrors of CentOS Stream 9 and later. */
export function centosStream(release: number): RpmPreset {
  const repository = (name: string, optional: boolean) => ({
    metalink: `https://mirrors.centos.org/metalink?repo=centos-${name}-${release}-stream&arch=$arch&protocol=https`,
    optional,
  });
  return {
    title: `CentOS Stream ${release}`,
    repositories: [
      repository('baseos', false),
      repository('appstream', false),
      repository('rt', true),
    ],
    architectures: ARCHITECTURES,
    baseImage: `quay.io/centos/centos:stream${release}`,
    os: { id: 'centos', version: `${release}` },
  };
}

function vault(repository: string): string {
  return `https://vault.centos.org/centos/8-stream/${repository}/$arch/os/`;
}
