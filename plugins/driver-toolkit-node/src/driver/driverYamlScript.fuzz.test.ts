import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { Document, isScalar, Scalar, visit } from 'yaml';
import { drivers } from './__testUtils__/arbitraryDriver';
import { COMPLETE } from './__testUtils__/completeDriver';
import { parseDriverFile } from './parseDriverFile';

jest.setTimeout(240_000);

const SCRIPT = resolve(
  __dirname,
  '../../../../templates/driver-container/skeleton/scripts/driver-yaml.awk',
);

/** How one value after the other is written. */
const styles = fc.array(
  fc.record({
    flow: fc.boolean(),
    type: fc.constantFrom(
      Scalar.PLAIN,
      Scalar.QUOTE_SINGLE,
      Scalar.QUOTE_DOUBLE,
    ),
    comment: fc.constantFrom(undefined, ' of it', " it's: a [b"),
    blank: fc.boolean(),
  }),
  { minLength: 5, maxLength: 20 },
);
const settings = fc.record({
  indent: fc.integer({ min: 1, max: 4 }),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 40),
  flowCollectionPadding: fc.boolean(),
});

function render(
  value: unknown,
  [style, setting]: [
    typeof styles extends fc.Arbitrary<infer T> ? T : never,
    typeof settings extends fc.Arbitrary<infer T> ? T : never,
  ],
): string {
  const document = new Document(value);
  let next = 0;
  visit(document, {
    Node: (key, node) => {
      const { flow, type, comment, blank } = style[next++ % style.length];
      if (isScalar(node)) {
        if (key === 'key') {
          node.spaceBefore = blank;
          node.commentBefore = comment;
        } else {
          node.comment = comment;
        }
        if (typeof node.value === 'string') {
          node.type = type;
        }
      } else if ('flow' in node) {
        node.flow = flow;
      }
    },
  });
  return document.toString(setting);
}

/** The lines that the script prints for a value. */
function flatten(value: unknown, path = ''): string[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) =>
        flatten(item, path === '' ? key : `${path}.${key}`),
      )
    : [`${path}\t${value}`];
}

describe('driver-yaml.awk of the driver container template', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'driver-yaml-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function read(text: string) {
    writeFileSync(join(folder, 'driver.yaml'), text);
    const { status, stdout, stderr } = spawnSync(
      process.env.AWK ?? 'awk',
      ['-f', SCRIPT, 'driver.yaml'],
      { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8' },
    );
    return { status, stderr, lines: stdout.split('\n').slice(0, -1) };
  }

  it('reads a file as the portal does, or refuses it with its line', () => {
    const refusal = expect.stringMatching(/^error: driver\.yaml:\d+: ./);
    let refused = 0;
    let count = 0;
    fc.assert(
      fc.property(drivers, fc.tuple(styles, settings), (driver, style) => {
        const file = render(driver, style);
        const { status, stderr, lines } = read(file);
        count++;
        // What a style cannot express is written in another one.
        expect(parseDriverFile(file, { path: '' }).driver).toEqual(driver);
        refused += status === 0 ? 0 : 1;
        expect(status === 0 ? lines : stderr).toEqual(
          status === 0 ? flatten(driver) : refusal,
        );
      }),
      { numRuns: 200 },
    );
    expect(refused / count).toBeLessThan(0.4);
  });

  it('reads the complete example', () => {
    expect(read(JSON.stringify(COMPLETE, null, 2)).lines).toEqual(
      flatten(COMPLETE),
    );
  });

  it('takes every value as the text that is written', () => {
    const file = `
modules: [null, true, on, 1e3, 0x10, '~', it's, a#b, "c: d # e", 'f''g']
image: host:5000/a # b
`;
    expect(read(file)).toEqual({
      status: 0,
      stderr: '',
      lines: [
        ...['null', 'true', 'on', '1e3', '0x10', '~', "it's", 'a#b'].map(
          (name, index) => `modules.${index}\t${name}`,
        ),
        'modules.8\tc: d # e',
        "modules.9\tf'g",
        'image\thost:5000/a',
      ],
    });
  });

  it.each([
    ['image: &a b', "1: quote what begins with '&'"],
    ['\nimage: *a', "2: quote what begins with '*'"],
    ['image: !!str b', "1: quote what begins with '!'"],
    ['image: |\n  a', "1: quote what begins with '|'"],
    ['image: >-\n  a', "1: quote what begins with '>'"],
    ['image: a\n  b', '2: this belongs to nothing above'],
    ['image: "a\n  b"', '1: there is no second quote'],
    ['image: "\\x41"', '1: only \\" and \\\\ can be read'],
    ['image: a: b', '1: quote the value of image'],
    ['image:\nversion: 1', '1: image has no value'],
    [
      'image: a\nimage: b',
      '2: image is there twice; the first one is in line 1',
    ],
    ['modules: [a, b', '1: the bracket of modules is not closed'],
    ['modules: [a b: c]', '1: modules lacks a comma, or a quote'],
    ['modules: [a,\n b\n c]', '3: modules lacks a comma, or a quote'],
    ['modules: [{ name }]', '1: modules.0.name has no value'],
    ['modules: ["a"b]', '1: modules lacks a comma, or a quote'],
    ['modules:\n\t- a', '2: there is a tab'],
    ['modules:\n  - a\n - b', '3: this belongs to nothing above'],
    ['image: a\n---\nimage: b', '2: only one plain document'],
    ['? image\n: b', "1: quote what begins with '?'"],
    ['', '1: the file is empty'],
  ])('refuses %j', (file, message) => {
    const { status, stderr, lines } = read(file);
    expect({ status, lines }).toEqual({ status: 1, lines: [] });
    expect(stderr).toContain(`error: driver.yaml:${message}`);
  });
});
