import { parseNextLink } from './parseNextLink';

describe('parseNextLink', () => {
  it.each([
    ['</v2/a/tags/list?last=b&n=2>; rel="next"', '/v2/a/tags/list?last=b&n=2'],
    ['</v2/a?x=1,2>;rel=next', '/v2/a?x=1,2'],
    ['<first>; rel="first", <second>; title="a, b"; rel="last NEXT"', 'second'],
    ['<a>; rel="prev"', undefined],
    ['nonsense', undefined],
    [undefined, undefined],
  ])('finds in %s', (header, expected) => {
    expect(parseNextLink(header)).toBe(expected);
  });
});
