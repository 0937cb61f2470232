import { formatTag } from './formatTag';

describe('formatTag', () => {
  it.each([
    ['5.14.0-391.el9', '5.14.0-391.el9'],
    ['5.14.0-427.18.1.el9_4.x86_64+rt', '5.14.0-427.18.1.el9_4.x86_64_rt'],
    ['a'.repeat(128), 'a'.repeat(128)],
  ])('writes %s as %s', (kernel, tag) => {
    expect(formatTag(kernel)).toBe(tag);
  });

  it.each([
    '',
    '.hidden',
    '-x',
    'a b',
    '6.1~rc1',
    'a:b',
    'a/b',
    'ä',
    'a'.repeat(129),
    'tag\n',
  ])('refuses %j', value => {
    expect(() => formatTag(value)).toThrow(/cannot be an image tag/);
  });
});
