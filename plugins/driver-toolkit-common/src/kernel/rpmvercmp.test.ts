import fc from 'fast-check';
import { segment } from './__testUtils__/arbitraries';
import { rpmvercmp } from './rpmvercmp';

describe('rpmvercmp', () => {
  // Cases of rpm's own tests/rpmvercmp.at, as [a, b, order].
  it.each([
    ['1.0', '1.0', 0],
    ['1.0', '2.0', -1],
    ['2.0', '1.0', 1],
    ['2.0.1', '2.0.1', 0],
    ['2.0', '2.0.1', -1],
    ['2.0.1', '2.0', 1],
    ['2.0.1a', '2.0.1a', 0],
    ['2.0.1a', '2.0.1', 1],
    ['2.0.1', '2.0.1a', -1],
    ['5.5p1', '5.5p1', 0],
    ['5.5p1', '5.5p2', -1],
    ['5.5p10', '5.5p10', 0],
    ['5.5p1', '5.5p10', -1],
    ['5.5p10', '5.5p1', 1],
    ['10xyz', '10.1xyz', -1],
    ['10.1xyz', '10xyz', 1],
    ['xyz10', 'xyz10', 0],
    ['xyz10', 'xyz10.1', -1],
    ['xyz.4', 'xyz.4', 0],
    ['xyz.4', '8', -1],
    ['8', 'xyz.4', 1],
    ['xyz.4', '2', -1],
    ['5.5p2', '5.6p1', -1],
    ['5.6p1', '6.5p1', -1],
    ['6.0.rc1', '6.0', 1],
    ['6.0', '6.0.rc1', -1],
    ['10b2', '10a1', 1],
    ['10a2', '10b2', -1],
    ['1.0aa', '1.0a', 1],
    ['1.0a', '1.0aa', -1],
    ['10.0001', '10.1', 0],
    ['10.0001', '10.0039', -1],
    ['4.999.9', '5.0', -1],
    ['20101121', '20101122', -1],
    ['2_0', '2_0', 0],
    ['2.0', '2_0', 0],
    ['a', 'a', 0],
    ['a+', 'a_', 0],
    ['+a', '_a', 0],
    ['+', '_', 0],
    ['1.0~rc1', '1.0', -1],
    ['1.0', '1.0~rc1', 1],
    ['1.0~rc1', '1.0~rc2', -1],
    ['1.0~rc1', '1.0~rc1~git123', 1],
    ['1.0^', '1.0', 1],
    ['1.0^git1', '1.0', 1],
    ['1.0^git1', '1.0^git2', -1],
    ['1.0^git1', '1.01', -1],
    ['1.0^20160101', '1.0.1', -1],
    ['1.0^20160101^git1', '1.0^20160102', -1],
    ['1.0~rc1^git1', '1.0~rc1', 1],
    ['1.0^git1~pre', '1.0^git1', -1],
  ] as const)('orders %s and %s as %i', (a, b, order) => {
    expect(rpmvercmp(a, b)).toBe(order);
  });

  it('compares numbers beyond the precision of a double', () => {
    expect(rpmvercmp('9007199254740993', '9007199254740992')).toBe(1);
    expect(rpmvercmp(`1${'0'.repeat(400)}`, '9'.repeat(400))).toBe(1);
    expect(rpmvercmp(`000${'9'.repeat(30)}`, '9'.repeat(30))).toBe(0);
  });

  it('treats some different strings as equal', () => {
    expect(rpmvercmp('427.el9_rt', '427.el9+rt')).toBe(0);
  });

  it('is reflexive and antisymmetric', () => {
    fc.assert(
      fc.property(segment, segment, (a, b) => {
        expect(rpmvercmp(a, a)).toBe(0);
        expect(rpmvercmp(a, b) + rpmvercmp(b, a)).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('is transitive, including equality', () => {
    fc.assert(
      fc.property(segment, segment, segment, (a, b, c) => {
        const [x, y, z] = [a, b, c].sort(rpmvercmp);
        expect(rpmvercmp(x, y)).toBeLessThanOrEqual(0);
        expect(rpmvercmp(y, z)).toBeLessThanOrEqual(0);
        expect(rpmvercmp(x, z)).toBe(
          Math.min(rpmvercmp(x, y), rpmvercmp(y, z)),
        );
      }),
      { numRuns: 5000 },
    );
  });
});
