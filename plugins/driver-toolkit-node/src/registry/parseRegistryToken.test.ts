import { parseRegistryToken } from './parseRegistryToken';

describe('parseRegistryToken', () => {
  it('drops a token a little before it expires', () => {
    const body = '{"token":"a","expires_in":300}';
    expect(parseRegistryToken(body, 'realm', 1000)).toEqual({
      value: 'a',
      expires: 291_000,
    });
  });

  it.each(['{"token":"a"}', '{"token":"a","expires_in":"soon"}'])(
    'treats %s as one minute',
    body => {
      expect(parseRegistryToken(body, 'realm', 0).expires).toBe(50_000);
    },
  );

  it('refuses characters that would change the header', () => {
    expect(() =>
      parseRegistryToken('{"token":"a\\r\\nx: y"}', 'The realm'),
    ).toThrow('The realm answered without a token');
  });
});
