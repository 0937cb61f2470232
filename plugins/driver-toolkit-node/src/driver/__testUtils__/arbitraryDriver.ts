import {
  VARIANTS,
  type DriverFile,
  type DriverModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import fc from 'fast-check';
import { COMPLETE, SOURCES } from './completeDriver';

const optional = { requiredKeys: [] };
/** Most of them are something else in YAML, unless they are quoted. */
const word = fc.oneof(
  fc.constantFrom('null', 'true', 'on', 'No', '1e3', '0x1', '010', '_', 'y'),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,20}$/),
);
/** Any text without control characters. */
export const text = fc.oneof(
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
/** Any driver. */
export const drivers: fc.Arbitrary<DriverFile> = fc.record(
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
