import { parseWwwAuthenticate } from './parseWwwAuthenticate';

describe('parseWwwAuthenticate', () => {
  it('keeps commas within quotes', () => {
    expect(
      parseWwwAuthenticate(
        'Bearer realm="https://auth.example.com/token",service="registry",scope="repository:a/b:pull,push"',
      ),
    ).toEqual([
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.example.com/token',
          service: 'registry',
          scope: 'repository:a/b:pull,push',
        },
      },
    ]);
  });

  it('separates several challenges', () => {
    expect(
      parseWwwAuthenticate(
        'Negotiate, BASIC Realm = plain, Bearer realm="x \\"y\\""',
      ),
    ).toEqual([
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'plain' } },
      { scheme: 'bearer', parameters: { realm: 'x "y"' } },
    ]);
  });

  it('stops at text that is neither scheme nor parameter', () => {
    expect(parseWwwAuthenticate('Basic realm="open')).toEqual([
      { scheme: 'basic', parameters: {} },
    ]);
    expect(parseWwwAuthenticate('')).toEqual([]);
  });
});
