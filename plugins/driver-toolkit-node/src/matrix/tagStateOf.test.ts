import { platforms } from './__testUtils__/kernels';
import { tagStateOf } from './tagStateOf';

const image = { tag: '1-1', labels: {}, platforms: platforms('amd64') };

describe('tagStateOf', () => {
  it('returns the platforms of a tag that was read', () => {
    expect(tagStateOf({ state: 'present', image })).toEqual({
      state: 'present',
      platforms: platforms('amd64'),
    });
    expect(tagStateOf({ state: 'absent' })).toEqual({ state: 'absent' });
  });

  it('has no platforms for a tag that could not be read', () => {
    expect(
      tagStateOf({ state: 'present', image: { ...image, error: 'HTTP 500' } }),
    ).toEqual({
      state: 'unknown',
      reason: expect.stringContaining('HTTP 500'),
    });
    expect(
      tagStateOf({ state: 'present', image: { ...image, platforms: [] } }),
    ).toMatchObject({ state: 'unknown' });
  });
});
