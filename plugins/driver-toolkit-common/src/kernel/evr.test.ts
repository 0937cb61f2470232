import fc from 'fast-check';
import { evr, segment } from './__testUtils__/arbitraries';
import { compareEvr } from './compareEvr';
import { formatEvr, parseEvr } from './evr';

describe('parseEvr', () => {
  it('reads epoch, version and release', () => {
    expect(parseEvr('2:5.14.0-391.el9')).toEqual({
      epoch: 2,
      version: '5.14.0',
      release: '391.el9',
    });
    expect(parseEvr('5.14.0')).toEqual({ epoch: 0, version: '5.14.0' });
  });

  it.each([
    '',
    '-',
    ':1.0',
    'x:1.0',
    '-1:1.0',
    '4294967296:1.0',
    '1.0-',
    '-391.el9',
    '1.0-1-1',
    '1.0 1',
    '1.0-1\n',
    '5.14.0-391.el9;id',
    '1.0-$(id)',
    '١.0',
  ])('refuses %j', value => {
    expect(() => parseEvr(value)).toThrow(/is not an RPM version/);
  });

  it('gives back what formatEvr wrote', () => {
    const parts = fc.record(
      {
        epoch: fc.nat({ max: 2 ** 32 - 1 }),
        version: segment,
        release: segment,
      },
      { requiredKeys: ['epoch', 'version'] },
    );
    fc.assert(
      fc.property(parts, value =>
        expect(parseEvr(formatEvr(value))).toEqual({ ...value }),
      ),
    );
  });
});

describe('compareEvr', () => {
  it.each([
    ['5.14.0-391.el9', '5.14.0-404.el9', -1],
    ['5.14.0-427.el9', '5.14.0-427.18.1.el9_4', -1],
    ['5.14.0-9.el9', '5.14.0-10.el9', -1],
    ['6.12.0-1.el10', '5.14.0-999.el9', 1],
    ['1:1-1', '2-1', 1],
    ['0:1-1', '1-1', 0],
    ['1-1', '1', 1],
    // The presence of a release is compared before its value.
    ['1-~', '1', 1],
    ['1-.', '1', 1],
    // Joined, 1.1-1 and 1-1.1 would be the same tokens.
    ['1.1-1', '1-1.1', 1],
    ['5.14.0-427.el9_rt', '5.14.0-427.el9+rt', 0],
  ] as const)('orders %s and %s as %i', (a, b, order) => {
    expect(compareEvr(a, b)).toBe(order);
    expect(compareEvr(b, a)).toBe(order === 0 ? 0 : -order);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(evr, evr, evr, (a, b, c) => {
        const [x, y, z] = [a, b, c].sort(compareEvr);
        expect(compareEvr(a, a)).toBe(0);
        expect(compareEvr(a, b) + compareEvr(b, a)).toBe(0);
        expect(compareEvr(x, z)).toBe(
          Math.min(compareEvr(x, y), compareEvr(y, z)),
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('throws on an invalid version', () => {
    expect(() => compareEvr('1.0', 'not a version')).toThrow(/'not a version'/);
  });
});
