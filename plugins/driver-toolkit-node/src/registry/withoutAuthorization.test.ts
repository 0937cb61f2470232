import { withoutAuthorization } from './withoutAuthorization';

describe('withoutAuthorization', () => {
  const basic = (pair: string) => `Basic ${btoa(pair)}`;

  it.each([
    ['the header', `${basic('me:se"c/ret')} is wrong`, 'Basic *** is wrong'],
    ['user and password', 'me:se"c/ret is wrong', '*** is wrong'],
    ['the password', 'not "se"c/ret"', 'not "***"'],
    ['the password in an address', 'no ?p=se%22c%2Fret', 'no ?p=***'],
  ])('removes %s', (_, text, rest) => {
    expect(withoutAuthorization(text, basic('me:se"c/ret'))).toBe(rest);
  });

  it('removes a token', () => {
    expect(withoutAuthorization('t0ken ran out', 'Bearer t0ken')).toBe(
      '*** ran out',
    );
  });

  it.each([undefined, '', basic('me:a'), basic('me:'), 'Bearer '])(
    'leaves other text unchanged, having sent %j',
    authorization => {
      const text = 'a repository of me: denied';
      expect(withoutAuthorization(text, authorization)).toBe(text);
    },
  );
});
