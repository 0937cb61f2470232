import fc from 'fast-check';
import { evr } from './__testUtils__/arbitraries';
import { compareEvr } from './compareEvr';
import { evrSortKey } from './evrSortKey';

function byteOrder(a: string, b: string) {
  return Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

describe('evrSortKey', () => {
  it('has the byte order of compareEvr', () => {
    fc.assert(
      fc.property(evr, evr, (a, b) => {
        expect(byteOrder(evrSortKey(a), evrSortKey(b))).toBe(compareEvr(a, b));
      }),
      { numRuns: 20_000 },
    );
  });

  it('sorts kernels like rpm', () => {
    const kernels = [
      '4.18.0-305.el8',
      '4.18.0-305.40.1.el8_4',
      '4.18.0-553.22.1.el8_10',
      '5.14.0-9.el9',
      '5.14.0-70.el9',
      '5.14.0-284.36.1.el9_2',
      '5.14.0-284.36.1.rt14.321.el9_2',
      '5.14.0-427.el9',
      '6.12.0-124.52.1.el10_1',
      '6.12.0-219.el10',
    ];
    const byKey = (a: string, b: string) =>
      byteOrder(evrSortKey(a), evrSortKey(b));

    expect([...kernels].sort()).not.toEqual(kernels);
    expect([...kernels].sort().sort(byKey)).toEqual(kernels);
    expect([...kernels].sort().sort(compareEvr)).toEqual(kernels);
  });

  it('holds only ASCII letters and digits', () => {
    fc.assert(
      fc.property(evr, value =>
        expect(evrSortKey(value)).toMatch(/^[0-9A-Za-z]+$/),
      ),
    );
  });

  it('orders numbers of any length by magnitude', () => {
    const long = '9'.repeat(1200);
    expect(byteOrder(evrSortKey(`1-${long}`), evrSortKey(`1-${long}0`))).toBe(
      -1,
    );
    expect(byteOrder(evrSortKey(`1-${long}`), evrSortKey('1-2'))).toBe(1);
  });
});
