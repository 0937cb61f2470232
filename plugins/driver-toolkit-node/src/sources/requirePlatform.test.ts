import type { PlatformImage } from '../registry/readPlatforms';
import { requirePlatform } from './requirePlatform';

const IMAGE = 'registry.example.com/bootc:9';

function platform(
  architecture: string,
  more: Partial<PlatformImage> = {},
): PlatformImage {
  return {
    architecture,
    os: 'linux',
    digest: `sha256:${architecture}`,
    labels: {},
    ...more,
  };
}

describe('requirePlatform', () => {
  const amd64 = platform('amd64');

  it('finds the part for an architecture', () => {
    expect(requirePlatform([platform('arm64'), amd64], 'x86_64', IMAGE)).toBe(
      amd64,
    );
  });

  it('names the existing architectures if one is missing', () => {
    expect(() => requirePlatform([amd64], 'aarch64', IMAGE)).toThrow(
      `${IMAGE} has no image for aarch64, only for x86_64`,
    );
    expect(() => requirePlatform([], 'aarch64', IMAGE)).toThrow(
      'only for none at all',
    );
  });

  it('does not treat an unreadable part as missing', () => {
    const unread = platform('arm64', { error: 'answered 404' });

    expect(() => requirePlatform([amd64, unread], 'aarch64', IMAGE)).toThrow(
      `${IMAGE}: The image for linux/arm64 could not be read: answered 404`,
    );
    expect(requirePlatform([amd64, unread], 'x86_64', IMAGE)).toBe(amd64);
  });
});
