import { parseKernelRange } from './kernelRange';

describe('parseKernelRange', () => {
  it.each([
    ['>= 5.14.0-362.el9', '5.14.0-362.el9', true],
    ['>= 5.14.0-362.el9', '5.14.0-362.8.1.el9_3', true],
    ['>= 5.14.0-362.el9', '5.14.0-9.el9', false],
    ['>5.14.0-362.el9', '5.14.0-362.el9', false],
    ['>= 5.14.0-362.el9, < 6.12', '6.11.9-1.el10', true],
    ['>= 5.14.0-362.el9 < 6.12', '6.12.0-55.el10', false],
    ['>= 6.12', '6.12.0-55.el10', true],
    // Like rpm: 6.12 is before 6.12.0.
    ['<= 6.12', '6.12.0-55.el10', false],
    ['<= 6.12.0', '6.12.0-55.el10', true],
    ['= 5.14.0', '5.14.0-391.el9', true],
    ['= 5.14.0-391.el9', '5.14.0-391.el9', true],
    ['= 5.14.0-391.el9', '5.14.0-392.el9', false],
    ['  < 6  ', '5.14.0-391.el9', true],
  ])('%s of %s: %s', (range, kernel, isIn) => {
    expect(parseKernelRange(range)(kernel)).toBe(isIn);
  });

  it.each([
    '',
    '5.14.0',
    '>=',
    '>= ',
    '=> 5',
    '>= 5,',
    '>= 5,,< 6',
    '>= 5 || < 4',
    '~> 5.14',
    '>= 5 6',
    '!= 5',
  ])('refuses %j', range => {
    expect(() => parseKernelRange(range)).toThrow('is not a range of kernels');
  });

  it('refuses a version that rpm would refuse', () => {
    expect(() => parseKernelRange('>= 5.14.0-1-1')).toThrow(
      'is not an RPM version',
    );
  });
});
