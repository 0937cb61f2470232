import {
  compareEvr,
  toOciArchitecture,
  type Flavour,
  type MatrixEntry,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import fc from 'fast-check';
import type { SourceKernel } from '../sources/KernelSource';
import { flavour, platforms } from './__testUtils__/kernels';
import { createMatrix } from './createMatrix';
import type { TagState } from './TagState';

const ARCHITECTURES = ['x86_64', 'aarch64', 'ppc64le', 's390x'];
const TARGET = { source: 's', image: 'registry.example.com/i', baseImage: 'b' };

const flavours = fc.uniqueArray(
  fc.record({
    architecture: fc.constantFrom(...ARCHITECTURES),
    variant: fc.constantFrom('default' as const, 'rt' as const),
    buildable: fc.boolean(),
  }),
  { selector: ({ architecture, variant }) => `${architecture} ${variant}` },
);

const somePlatforms = fc
  .tuple(
    fc.subarray(ARCHITECTURES.map(toOciArchitecture)),
    fc.subarray(ARCHITECTURES.map(toOciArchitecture), { maxLength: 1 }),
  )
  .map(([names, unread]) =>
    platforms(...names).map(platform =>
      unread.includes(platform.architecture)
        ? { ...platform, error: 'could not be read' }
        : platform,
    ),
  );

const tagState: fc.Arbitrary<TagState | undefined> = fc.oneof(
  fc.constant({ state: 'absent' as const }),
  fc.record({
    state: fc.constant('present' as const),
    platforms: somePlatforms,
  }),
  fc.record({
    state: fc.constant('unknown' as const),
    reason: fc.string(),
    platforms: fc.option(somePlatforms, { nil: undefined }),
  }),
  fc.constant(undefined),
);

// Coprime, so its first multiples are distinct build numbers.
const [STEP, BUILDS] = [7919, 2003];

/**
 * Kernels with distinct names in random order, of few kinds and often many of
 * each.
 */
const world = fc
  .tuple(
    fc.array(fc.record({ flavours, tag: tagState }), {
      minLength: 1,
      maxLength: 12,
    }),
    fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 400 })),
  )
  .map(([kinds, count]) =>
    Array.from({ length: count }, (_, index) => {
      const kind = kinds[index % kinds.length];
      const name = `5.14.0-${(index * STEP) % BUILDS}.el9`;
      return {
        tag: kind.tag,
        kernel: {
          kernel: name,
          flavours: kind.flavours.map(
            ({ architecture, ...more }): Flavour =>
              flavour(name, architecture, more),
          ),
        },
      };
    }),
  );

const options = fc.record({
  missing: fc.boolean(),
  perArchitecture: fc.boolean(),
  limit: fc.option(fc.integer({ min: 1, max: 256 }), { nil: undefined }),
});

type World = { kernel: SourceKernel; tag: TagState | undefined }[];

function matrixOf(items: World, chosen: Parameters<typeof createMatrix>[3]) {
  return createMatrix(
    TARGET,
    items.map(({ kernel }) => kernel),
    new Map(
      items.flatMap(({ kernel, tag }) =>
        tag === undefined ? [] : [[kernel.kernel, tag] as const],
      ),
    ),
    chosen,
  );
}

function platformsOf(entry: MatrixEntry): string[] {
  return 'platform' in entry ? [entry.platform] : entry.platforms;
}

/**
 * From the contract, not the implementation: the platforms that a build would
 * add.
 */
function wantedOf({ kernel, tag }: World[number], missing: boolean): string[] {
  const there =
    tag === undefined || tag.state === 'absent' ? [] : tag.platforms ?? [];
  return kernel.flavours
    .filter(({ variant, buildable }) => variant === 'default' && buildable)
    .map(({ architecture }) => toOciArchitecture(architecture))
    .filter(
      name => !missing || !there.some(p => p.architecture === name && !p.error),
    )
    .map(name => `linux/${name}`);
}

/** Whether a new list keeps everything that may exist. */
function isKnown({ tag }: World[number], built: string[]): boolean {
  return (
    tag?.state === 'absent' ||
    (tag?.state === 'present' &&
      tag.platforms.every(
        p => !p.error || built.includes(`linux/${p.architecture}`),
      ))
  );
}

describe('createMatrix, for any kernels and tags', () => {
  it('has at most 256 entries and no more kernels than the limit', () => {
    fc.assert(
      fc.property(world, options, (items, chosen) => {
        const { include, versions } = matrixOf(items, chosen);
        expect(include.length).toBeLessThanOrEqual(256);
        expect(versions.length).toBeLessThanOrEqual(chosen.limit ?? 256);
      }),
    );
  });

  it('has every wanted kernel in exactly one place, newest first', () => {
    fc.assert(
      fc.property(world, options, (items, chosen) => {
        const { versions, omitted, unknown } = matrixOf(items, chosen);
        const unknownNames = unknown.map(({ kernel }) => kernel);
        const wanted = items
          .filter(item => wantedOf(item, chosen.missing).length > 0)
          .map(({ kernel }) => kernel.kernel)
          .sort((a, b) => compareEvr(b, a));

        expect(
          [...versions, ...omitted, ...unknownNames].sort((a, b) =>
            compareEvr(b, a),
          ),
        ).toEqual(wanted);
        expect([...versions, ...omitted]).toEqual(
          wanted.filter(name => !unknownNames.includes(name)),
        );
      }),
    );
  });

  it('neither builds what is unknown nor drops what is there', () => {
    fc.assert(
      fc.property(world, options, (items, chosen) => {
        const { include } = matrixOf(items, chosen);
        for (const item of items) {
          const { kernel, tag } = item;
          const entries = include.filter(e => e.kernel === kernel.kernel);
          const built = entries.flatMap(platformsOf);
          const wanted = wantedOf(item, chosen.missing).sort();
          // All of a kernel's entries or none.
          expect([[], wanted]).toContainEqual(built.sort());
          expect(built.length === 0 || isKnown(item, built)).toBe(true);
          // An architecture that may exist is not missing.
          const unread = tag?.state === 'present' ? tag.platforms : [];
          expect(
            chosen.missing &&
              unread.some(
                p => p.error && built.includes(`linux/${p.architecture}`),
              ),
          ).toBe(false);
          for (const entry of entries) {
            const there = tag?.state === 'present' ? tag.platforms : [];
            expect(entry.keep).toEqual(
              there
                .filter(
                  p => !platformsOf(entry).includes(`linux/${p.architecture}`),
                )
                .map(({ digest }) => `${TARGET.image}@${digest}`),
            );
          }
        }
      }),
    );
  });

  it('does not depend on the order of the kernels', () => {
    fc.assert(
      fc.property(world, options, (items, chosen) => {
        expect(matrixOf([...items].reverse(), chosen)).toEqual(
          matrixOf(items, chosen),
        );
      }),
    );
  });

  it('has the same kernels in both shapes below the limit', () => {
    fc.assert(
      fc.property(world, options, (items, { missing }) => {
        const few = { missing, limit: 64 };
        expect(
          matrixOf(items, { ...few, perArchitecture: true }).versions,
        ).toEqual(matrixOf(items, few).versions);
      }),
    );
  });
});
