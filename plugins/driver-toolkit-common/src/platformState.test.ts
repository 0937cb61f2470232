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

  it('finds an architecture by its RPM or OCI name', () => {
    const expected = { state: 'present', platform: amd64 };

    expect(platformState([amd64], 'x86_64')).toEqual(expected);
    expect(platformState([amd64], 'amd64')).toEqual(expected);
    expect(platformState([amd64], 'aarch64')).toEqual({ state: 'absent' });
    expect(platformState([], 'x86_64')).toEqual({ state: 'absent' });
  });

  it('does not treat another system as Linux', () => {
    const windows = platform('amd64', { os: 'windows' });

    expect(platformState([windows], 'x86_64')).toEqual({ state: 'absent' });
    expect(
      platformState([platform('amd64', { os: 'unknown' })], 'x86_64'),
    ).toEqual({ state: 'absent' });
  });

  it('reports only the unreadable platform as unknown', () => {
    const arm64 = platform('arm64', { error: 'gone', variant: 'v8' });

    expect(platformState([amd64, arm64], 'aarch64')).toEqual({
      state: 'unknown',
      reason: 'The image for linux/arm64/v8 could not be read: gone',
    });
    expect(platformState([amd64, arm64], 'x86_64').state).toBe('present');
    expect(platformState([amd64, arm64], 's390x').state).toBe('absent');
  });

  it('reports no missing architecture while an unidentified platform may be it', () => {
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

  it('uses the readable platform if two are for one architecture', () => {
    const broken = platform('amd64', { error: 'gone', variant: 'v2' });

    expect(platformState([broken, amd64], 'x86_64')).toEqual({
      state: 'present',
      platform: amd64,
    });
  });
});
