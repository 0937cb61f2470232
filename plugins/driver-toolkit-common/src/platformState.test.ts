import type { Platform } from './api/types';
import { describeUnread, platformState } from './platformState';

function platform(architecture: string, more: Partial<Platform> = {}) {
  return {
    os: 'linux',
    architecture,
    digest: `sha256:${architecture}`,
    ...more,
  };
}

describe('platformState', () => {
  const amd64 = platform('amd64');

  it('finds an architecture by either of its names', () => {
    const expected = { state: 'present', platform: amd64 };

    expect(platformState([amd64], 'x86_64')).toEqual(expected);
    expect(platformState([amd64], 'amd64')).toEqual(expected);
    expect(platformState([amd64], 'aarch64')).toEqual({ state: 'absent' });
    expect(platformState([], 'x86_64')).toEqual({ state: 'absent' });
  });

  it('takes no other system for Linux', () => {
    const windows = platform('amd64', { os: 'windows' });

    expect(platformState([windows], 'x86_64')).toEqual({ state: 'absent' });
    expect(
      platformState([platform('amd64', { os: 'unknown' })], 'x86_64'),
    ).toEqual({ state: 'absent' });
  });

  it('does not know of a platform that could not be read, and of no other for that', () => {
    const arm64 = platform('arm64', { error: 'gone', variant: 'v8' });

    expect(platformState([amd64, arm64], 'aarch64')).toEqual({
      state: 'unknown',
      reason: 'The image for linux/arm64/v8 could not be read: gone',
    });
    expect(platformState([amd64, arm64], 'x86_64').state).toBe('present');
    expect(platformState([amd64, arm64], 's390x').state).toBe('absent');
  });

  it('knows of no missing architecture while one platform may be any', () => {
    const any = platform('unknown', { os: 'unknown', error: 'gone' });

    expect(platformState([any, amd64], 'x86_64').state).toBe('present');
    expect(platformState([amd64, any], 'aarch64')).toEqual({
      state: 'unknown',
      reason: describeUnread(any),
    });
    expect(describeUnread(any)).toBe(
      'A platform of the image, sha256:unknown, could not be read: gone',
    );
  });

  it('believes the platform that could be read where two are for one architecture', () => {
    const broken = platform('amd64', { error: 'gone', variant: 'v2' });

    expect(platformState([broken, amd64], 'x86_64')).toEqual({
      state: 'present',
      platform: amd64,
    });
  });
});
