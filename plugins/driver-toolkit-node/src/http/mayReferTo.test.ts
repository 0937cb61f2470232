import { mayReferTo } from './mayReferTo';

describe('mayReferTo', () => {
  it('leads outwards or sideways, never inwards', () => {
    const scopes = ['public', 'private', 'loopback', 'reserved'] as const;
    expect(
      scopes.map(from => scopes.filter(to => mayReferTo(from, to))),
    ).toEqual([
      ['public'],
      ['public', 'private'],
      ['public', 'private', 'loopback'],
      ['public'],
    ]);
  });
});
