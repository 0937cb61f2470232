import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { toError } from '@backstage/errors';
import { VARIANTS } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import schema from '@driver-toolkit/backstage-plugin-driver-toolkit-common/driver-v1.schema.json';
import { stringify } from 'yaml';
import { COMPLETE, SOURCES } from './__testUtils__/completeDriver';
import { parseDriverFile } from './parseDriverFile';

function parse(text: string) {
  return parseDriverFile(text, { path: 'driver.yaml' });
}

/** The messages of a file that is refused; none for an accepted one. */
function problemsOf(text: string): string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    return toError(error).message.split('\n');
  }
}

describe('parseDriverFile', () => {
  it.each(Object.entries(SOURCES))(
    'reads every key, with a source of kind %s',
    (_, source) => {
      const driver = { ...COMPLETE, source };
      expect(parse(stringify(driver)).driver).toEqual(driver);
    },
  );

  it("reads the template's file, whose modules are names", () => {
    const template = readFileSync(
      resolve(
        __dirname,
        '../../../../templates/driver-container/skeleton/driver.yaml.njk',
      ),
      'utf8',
    )
      .replace('${{ values.driverImage }}', 'ghcr.io/acme/nic')
      .replace('${{ values.moduleName }}', 'nic');
    expect(parse(template).driver).toEqual({
      image: 'ghcr.io/acme/nic',
      source: { path: 'src' },
      modules: [{ name: 'nic' }],
    });
  });

  it('tells the place of each key', () => {
    const { placeOf } = parse(
      [
        'modules:',
        '  - name: acme',
        '    parameters:',
        "      debug: '1'",
        '  - other',
        'kernels:',
        '  range: ">= 6"',
      ].join('\n'),
    );
    expect(placeOf('kernels', 'range')).toBe('driver.yaml:7');
    expect(placeOf('kernels', 'variants')).toBe('driver.yaml:6');
    expect(placeOf('kernels')).toBe('driver.yaml:6');
    expect(placeOf('modules', 0, 'parameters', 'debug')).toBe('driver.yaml:4');
    expect(placeOf('modules', 1)).toBe('driver.yaml:5');
    expect(placeOf('image')).toBe('driver.yaml:1');
  });

  it.each(['null', 'true', 'on', '1e3', '0x10', '8021'])(
    'takes a module that is called %s, in quotes',
    name => {
      expect(parse(`modules: ['${name}']`).driver.modules).toEqual([{ name }]);
    },
  );

  it.each([
    ['null', 'nothing'],
    ['~', 'nothing'],
    ['true', 'a boolean'],
    ['1e3', 'a number'],
    ['0x10', 'a number'],
    ['8021', 'a number'],
  ])('advises quotes for a module that is called %s', (name, type) => {
    const advice = `must be text, but YAML reads ${name} as ${type}; quote it: '${name}'.`;
    expect(problemsOf(`modules:\n  - ${name}`)).toEqual([
      `driver.yaml:2: modules[0] ${advice}`,
    ]);
    expect(problemsOf(`modules:\n- name: ${name}`)).toEqual([
      `driver.yaml:2: modules[0].name ${advice}`,
    ]);
  });

  it('names every problem, with its line, its key and what is right', () => {
    expect(
      problemsOf(`version: 1.4
imgae: registry.example.com/x
modules:
  - acme.ko
  - name: 'acme nic'
    parameter: {}
  - { parameters: { debug: 0 } }
source: { path: ../src, git: { url: 'git@github.com:a/b', commit: main } }
build:
  packages: [-y, ./x]
  make: { variables: { '1A': x, B: } }
kernels:
  variants: [realtime, rt_debug]
  architectures: [amd64]
  newest: many
signing: yes
check:
`),
    ).toEqual(
      [
        "driver.yaml:1: version must be text, but YAML reads 1.4 as a number; quote it: '1.4'.",
        "driver.yaml:2: imgae is not a known key; did you mean 'image'?",
        "driver.yaml:4: modules[0] must be the name of a module: letters, digits, '_' and '-', without .ko.",
        "driver.yaml:5: modules[1].name must be the name of a module: letters, digits, '_' and '-', without .ko.",
        "driver.yaml:6: modules[1].parameter is not a known key; did you mean 'parameters'?",
        'driver.yaml:7: modules[2].name is missing.',
        "driver.yaml:7: modules[2].parameters.debug must be text, but YAML reads 0 as a number; quote it: '0'.",
        'driver.yaml:8: source must have exactly one of path, git, tarball.',
        "driver.yaml:8: source.path must be a path within the repository: relative, without '..', '//' and '\\', and not beginning with '-' or '~'.",
        'driver.yaml:8: source.git.url must be an http or https address without user name and fragment.',
        'driver.yaml:8: source.git.commit must be a complete commit hash: 40 lower-case hex digits, or 64 in a repository with SHA-256.',
        'driver.yaml:10: build.packages[0] must be the name of a package, not an option or a path.',
        'driver.yaml:10: build.packages[1] must be the name of a package, not an option or a path.',
        "driver.yaml:11: build.make.variables.1A must be the name of a make variable: letters, digits, '_', '.' and '-', not beginning with a digit.",
        'driver.yaml:11: build.make.variables.B has no value; it must be text.',
        'driver.yaml:13: kernels.variants[0] must be one of default, rt, 64k, debug, rt-debug, 64k-debug, rt-64k, rt-64k-debug.',
        "driver.yaml:13: kernels.variants[1] must be one of default, rt, 64k, debug, rt-debug, 64k-debug, rt-64k, rt-64k-debug; did you mean 'rt-debug'?",
        'driver.yaml:14: kernels.architectures[0] must be one of x86_64, aarch64, ppc64le, s390x.',
        'driver.yaml:15: kernels.newest must be a whole number.',
        'driver.yaml:16: signing must be one of required.',
      ]
        .sort(byLine)
        .concat(['driver.yaml: There are 1 more problems.']),
    );
  });

  it.each([
    ['', 'driver.yaml:1: The file is empty.'],
    ['# nothing\n', 'driver.yaml:1: The file is empty.'],
    ['---\n...\n', 'driver.yaml:1: The file is empty.'],
    ['- acme', 'driver.yaml:1: The file must be a mapping.'],
    ['image: a.example/b', 'driver.yaml:1: modules is missing.'],
    ['modules: []', 'driver.yaml:1: modules must not be empty.'],
    [
      'modules: [a]\nmodules: [b]',
      'driver.yaml:2: modules is there twice; the first one is in line 1.',
    ],
    [
      'modules: [a]\n---\nmodules: [b]',
      'driver.yaml:2: The file has a second document.',
    ],
    [
      'replaces: &x [a]\nmodules: *x',
      'driver.yaml:1: replaces uses an anchor or an alias; write the value out.',
    ],
    ['modules: !!set {a}', 'driver.yaml:1: modules has a YAML tag; remove it.'],
    ['modules: [a', 'The file is not valid YAML: '],
    ['modules:\n\t- a', 'The file is not valid YAML: '],
    ['? [a]\n: b', 'The file is not valid YAML: '],
    ['__proto__: {}\nmodules: [a]', 'has a key that is not a name'],
    ['constructor: {}\nmodules: [a]', 'constructor is not a known key'],
    [
      'modules:\n- a-b\n- a_b',
      "driver.yaml:3: modules[1] names 'a_b' a second time",
    ],
    [
      'modules: [a]\nimage: a.example/b:1',
      'driver.yaml:2: image must have neit',
    ],
    ['modules: [a]\nimage: A b', 'driver.yaml:2: '],
    [
      "modules: [a]\ntag: '${VARIANT}'",
      "driver.yaml:2: Tag '${VARIANT}' would be the same for every kernel",
    ],
    [
      'modules: [a]\ntag: ${KERNEL_VERSION}\nkernels: { variants: [rt, 64k] }',
      'same for the variants rt, 64k',
    ],
    ['modules: [a]\nkernels:\n  range: 6.12', "quote it: '6.12'"],
    [
      "modules: [a]\nkernels:\n  range: '6.12'",
      "driver.yaml:3: kernels.range '6.12' is not a range of kernels",
    ],
    [
      'modules: [a]\nsource:\n  path: .\n  patches:\n  - { file: a, kernels: new }',
      "driver.yaml:5: source.patches[0].kernels 'new' is not a range",
    ],
    [
      'modules: [{ name: a, parameters: { x: "a\\nb" } }]',
      'driver.yaml:1: modules[0].parameters.x has a character that is invisible',
    ],
    ['modules: [a]\nfirmware: [a, b, a]', 'has the same entry twice: 1 and 3'],
    ['modules: [a]\nfirmware: [a/../../b]', 'a path within the repository'],
    ['modules: [a]\nbuild: { needs: [other] }', 'a complete entity reference'],
    ['modules: [a]\nsource: {}', 'exactly one of path, git, tarball'],
    [`modules: [a]\n# ${'x'.repeat(16_384)}`, 'more than 16384 bytes'],
  ])('refuses %j', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it('refuses with an InputError', () => {
    expect(() => parse('')).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it('takes an image without a variant in its tag if there is only one', () => {
    expect(
      parse('modules: [a]\ntag: ${KERNEL_VERSION}\nkernels: { variants: [rt] }')
        .driver.tag,
    ).toBe('${KERNEL_VERSION}');
  });

  it('knows the variants that there are', () => {
    expect(schema.properties.kernels.properties.variants.items.enum).toEqual(
      VARIANTS,
    );
  });

  it('has an example of every key of the schema', () => {
    // So the type, which the examples satisfy, and the schema have the same keys.
    expect(keysOfExamples()).toEqual(keysOf(schema).sort());
  });
});

function byLine(a: string, b: string): number {
  return Number(a.split(':')[1]) - Number(b.split(':')[1]);
}

interface Schema {
  description?: string;
  type?: string | string[];
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Dotted names of a schema's keys. */
function keysOf(part: Schema, prefix = ''): string[] {
  const { $ref, properties = {}, items } = part;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) as keyof typeof schema.definitions;
    return keysOf(schema.definitions[name], prefix);
  }
  return [
    ...Object.entries(properties).flatMap(([key, value]) => [
      `${prefix}${key}`,
      ...keysOf(value, `${prefix}${key}.`),
    ]),
    ...(items ? keysOf(items, prefix) : []),
  ];
}

function keysOfExamples(): string[] {
  const keys = new Set<string>();
  const add = (value: unknown, prefix: string) => {
    if (Array.isArray(value)) {
      value.forEach(item => add(item, prefix));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        keys.add(`${prefix}${key}`);
        // Their keys are names.
        if (!['parameters', 'variables'].includes(key)) {
          add(item, `${prefix}${key}.`);
        }
      }
    }
  };
  add(COMPLETE, '');
  Object.values(SOURCES).forEach(source => add({ source }, ''));
  return [...keys].sort();
}
