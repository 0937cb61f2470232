import { toError } from '@backstage/errors';
import {
  VARIANTS,
  type DriverFile,
  type DriverModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { COMPLETE, SOURCES } from './__testUtils__/completeDriver';
import { DRIVER_FILE_MAX_BYTES, parseDriverFile } from './parseDriverFile';

jest.setTimeout(120_000);

const path = 'driver.yaml';
const optional = { requiredKeys: [] };
/** Most of them are something else in YAML, unless they are quoted. */
const word = fc.oneof(
  fc.constantFrom('null', 'true', 'on', 'No', '1e3', '0x1', '010', '_', 'y'),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,20}$/),
);
const text = fc.oneof(
  word,
  fc.string({ maxLength: 40 }).filter(value => /^\P{C}*$/u.test(value)),
  fc.constantFrom('', ' ', '#x', 'a: b', "it's", '"', '- a', '*a', '%', '~'),
);
const words = fc.uniqueArray(word, { maxLength: 4 });
const modules: fc.Arbitrary<DriverModule[]> = fc.uniqueArray(
  fc.record(
    {
      name: word,
      parameters: fc.dictionary(
        fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,20}$/),
        text,
        { noNullPrototype: true },
      ),
      softDependencies: fc.record({ before: words, after: words }, optional),
    },
    { requiredKeys: ['name'] },
  ),
  { minLength: 1, selector: ({ name }) => name.replaceAll('-', '_') },
);
const drivers: fc.Arbitrary<DriverFile> = fc.record(
  {
    version: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,9}$/),
    image: fc.constant(COMPLETE.image),
    tag: fc.constantFrom('${KERNEL_FULL_VERSION}', 'x-${KERNEL_FULL_VERSION}'),
    source: fc.constantFrom(...Object.values(SOURCES)),
    build: fc.record(
      {
        configure: fc.array(text, { minLength: 1, maxLength: 4 }),
        make: fc.record({ variables: fc.constant({ A: 'm' }) }, optional),
      },
      optional,
    ),
    modules,
    replaces: words,
    kernels: fc.record(
      {
        variants: fc.uniqueArray(fc.constantFrom(...VARIANTS), {
          minLength: 1,
        }),
        newest: fc.integer({ min: 1, max: 10_000 }),
        range: fc.constantFrom('>= 6', '> 5.14.0-362.el9, < 6.12'),
      },
      optional,
    ),
    check: fc.record({ boot: fc.boolean() }, optional),
  },
  { requiredKeys: ['modules'] },
);

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
