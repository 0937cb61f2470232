import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parseKernelRange } from './kernelRange';

jest.setTimeout(240_000);

const SCRIPT = resolve(
  __dirname,
  '../../../../templates/driver-container/skeleton/scripts/kernel-range.awk',
);

/** What the script says: in the range, not in it, or undefined if it refuses. */
function ask(range: string, kernel: string): boolean | undefined {
  const { status, stderr } = spawnSync(
    process.env.AWK ?? 'awk',
    ['-f', SCRIPT],
    {
      env: { ...process.env, LC_ALL: 'C', RANGE: range, KERNEL: kernel },
      encoding: 'utf8',
    },
  );
  expect([0, 1, 2]).toContain(status);
  if (status === 2) {
    expect(stderr).toBe(
      `error: '${range}' is not a range of kernels, such as '>= 5.14.0-362.el9, < 6.12'\n`,
    );
    return undefined;
  }
  return status === 0;
}

function parse(range: string, kernel: string): boolean | undefined {
  try {
    return parseKernelRange(range)(kernel);
  } catch {
    return undefined;
  }
}

/** Few pieces, so that versions are often alike. */
const part = fc
  .array(
    fc.constantFrom(
      '5',
      '14',
      '014',
      '0',
      'el9',
      'a',
      'B',
      '.',
      '_',
      '~',
      '^',
      '+',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map(pieces => pieces.join(''));
const kernel = fc.tuple(part, part).map(parts => parts.join('-'));
const version = fc.oneof(
  part,
  kernel,
  kernel.map(name => `0:${name}`),
);
const comparator = fc
  .tuple(
    fc.constantFrom('>=', '<=', '>', '<', '=', '', '=='),
    fc.constantFrom('', ' ', '  '),
    version,
  )
  .map(parts => parts.join(''));
const range = fc
  .array(fc.tuple(comparator, fc.constantFrom(',', ' ', ' , ', ', ', '')), {
    minLength: 1,
    maxLength: 3,
  })
  .map(parts => parts.flat().join(''));

describe('kernel-range.awk of the driver container template', () => {
  it('agrees with the portal', () => {
    const seen = new Map<boolean | undefined, number>();
    fc.assert(
      fc.property(range, kernel, (any, name) => {
        const expected = parse(any, name);
        seen.set(expected, (seen.get(expected) ?? 0) + 1);
        expect(ask(any, name)).toBe(expected);
      }),
      { numRuns: 300 },
    );
    expect(seen.size).toBe(3);
  });

  it('agrees for a version and itself', () => {
    fc.assert(
      fc.property(kernel, name => {
        expect(ask(`>= ${name}, <= ${name}`, name)).toBe(true);
        expect(ask(`> ${name}`, name)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['>= 5.14.0-362.el9, < 6.12', '5.14.0-391.el9', true],
    ['>= 5.14.0-362.el9, < 6.12', '6.12.0-1.el10', false],
    ['= 5.14.0', '5.14.0-391.el9', true],
    ['> 5.14.0-1~rc1', '5.14.0-1', true],
    ['> 5.14.0-1^git', '5.14.0-1', false],
    ['5.14', '5.14.0-1', undefined],
    ['>= 5.14,', '5.14.0-1', undefined],
    ['', '5.14.0-1', undefined],
  ])('%j of %s', (any, name, expected) => {
    expect(ask(any, name)).toBe(expected);
    expect(parse(any, name)).toBe(expected);
  });
});
