import { isImageTag } from './isImageTag';

describe('isImageTag', () => {
  it.each(['latest', '5.14.0-391.el9', '5.14.0-427.18.1.el9_4.x86_64_rt'])(
    'is true of %s',
    tag => {
      expect(isImageTag(tag)).toBe(true);
    },
  );

  it.each([
    `sha256-${'a'.repeat(64)}`,
    `sha256-${'a'.repeat(64)}.sig`,
    '5.14.0-391.el9.att',
    '5.14.0-391.el9.sbom',
    '../../catalog',
    'a/b',
    '',
  ])('is false of %s', tag => {
    expect(isImageTag(tag)).toBe(false);
  });
});
