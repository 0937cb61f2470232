import { toError } from '@backstage/errors';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { drivers, text } from './__testUtils__/arbitraryDriver';
import { COMPLETE } from './__testUtils__/completeDriver';
import { DRIVER_FILE_MAX_BYTES, parseDriverFile } from './parseDriverFile';

jest.setTimeout(120_000);

const path = 'driver.yaml';
/** Undefined if the file is refused, with an error that people can read. */
function tryParse(file: string) {
  try {
    return parseDriverFile(file, { path }).driver;
  } catch (error) {
    const { name, message } = toError(error);
    const lines = message.split('\n');
    const isReadable = lines.every(line =>
      /^driver\.yaml(:\d+: .|: There are| has more)/.test(line),
    );
    if (name !== 'InputError' || lines.length > 21 || !isReadable) {
      throw error;
    }
    return undefined;
  }
}

describe('parseDriverFile, of any file', () => {
  it('reads what was rendered as what it was', () => {
    fc.assert(
      fc.property(drivers, driver => {
        expect(tryParse(stringify(driver))).toEqual(driver);
      }),
    );
  });

  it('refuses any other YAML with messages', () => {
    let accepted = 0;
    const keys = fc.oneof(
      fc.constantFrom(...Object.keys(COMPLETE), 'name', 'git', '<<'),
      text,
    );
    const { value } = fc.letrec<{ value: unknown }>(tie => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, any => {
        const file = stringify(any);
        const driver = tryParse(file);
        accepted += driver ? 1 : 0;
        expect(driver && tryParse(stringify(driver))).toEqual(driver);
      }),
      { numRuns: 500 },
    );
    // Only a file with modules is a driver.
    expect(accepted).toBeLessThan(250);
  });

  it('refuses any text with messages', () => {
    const pieces = fc.constantFrom(
      ...['modules', 'image', ':', '-', '[', ']', '{', '}', '"', "'", '\n'],
      ...['  ', '&a ', '*a', '!x ', '|', '>', '%YAML 1.1', '---', '...', '?'],
      ...['#', '\t', ',', 'null', '0', '\u0000', '\ufeff', '\u2028', 'ü'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), parts => {
        expect(() => tryParse(parts.join(''))).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '[',
    '{',
    '{a: ',
    '- ',
    '? ',
    '- - ',
    '&a ',
    '!a ',
    '*a ',
    '"',
    'a: &a [*a, *a]\n',
    'a:\n',
    ...['a: b\n', '- a\n', '---\n', '%a\n', '\n', ' ', '\t', '#', ': ', ','],
    ...['modules: [a]\n', '"\\', '|\n', '>\n', "''", '0', '😀', '\u0000'],
  ])('reads as many %j as fit', piece => {
    const file = piece.repeat(
      Math.floor(DRIVER_FILE_MAX_BYTES / Buffer.byteLength(piece)),
    );
    for (const whole of [file, `modules:\n${file}`]) {
      expect(() =>
        tryParse(whole.slice(0, DRIVER_FILE_MAX_BYTES)),
      ).not.toThrow();
    }
  });

  it('reads many different keys', () => {
    const lines = Array.from({ length: 2_500 }, (_, i) => `k${i}:`);
    expect(tryParse(lines.join('\n'))).toBeUndefined();
  });
});
