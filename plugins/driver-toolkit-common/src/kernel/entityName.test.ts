import fc from 'fast-check';
import { entityName } from './entityName';
import {
  imageEntityName,
  imageEntityRef,
  kernelEntityName,
  kernelEntityRef,
} from './kernelEntity';

// Small alphabets make pairs that nearly collide likely.
const tricky = fc.oneof(
  fc.stringMatching(/^[aA1.+_~-]{0,6}$/),
  fc.constantFrom('a', 'a-1', '1-1', '1', 'A', 'a-1-1', '5.14.0-391.el9'),
  fc.stringMatching(/^[0-9a-f]{20}$/),
  fc.string({ minLength: 50, maxLength: 70 }),
);

// The documented grammar: runs of [a-zA-Z0-9] separated by one of [-_.].
const NAME = /^[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*$/;

function sameToCatalog(a: string, b: string) {
  return a.toLocaleLowerCase('en-US') === b.toLocaleLowerCase('en-US');
}

function isValid(name: string) {
  return NAME.test(name) && name.length <= 63;
}

describe('entityName', () => {
  it('is the plain join if that can be split again', () => {
    expect(entityName('centos-stream-9')).toBe('centos-stream-9');
    expect(kernelEntityName('centos-stream-9', '5.14.0-391.el9')).toBe(
      'centos-stream-9-5.14.0-391.el9',
    );
    expect(imageEntityName('ghcr', '5.14.0-391.el9')).toBe(
      'ghcr-5.14.0-391.el9',
    );
    expect(kernelEntityName('rhel-9', '5.14.0-284.36.1.rt14.321.el9_2')).toBe(
      'rhel-9-5.14.0-284.36.1.rt14.321.el9_2',
    );
  });

  it('ends in a hash if the join is not a valid name', () => {
    expect(kernelEntityName('a', '5.14.0-1+x')).toMatch(
      /^a-5\.14\.0-1-x-[0-9a-f]{20}$/,
    );
    expect(imageEntityName('ghcr', 'latest')).toMatch(
      /^ghcr-latest-[0-9a-f]{20}$/,
    );
    expect(entityName('+++')).toMatch(/^[0-9a-f]{20}$/);
    expect(kernelEntityName('long'.repeat(15), '5.14.0-391.el9')).toHaveLength(
      63,
    );
  });

  it('stays stable, because catalogs store it', () => {
    expect(imageEntityName('ghcr', 'latest')).toBe(
      'ghcr-latest-b0158a4cc9bd20ed9192',
    );
  });

  it('is always a valid name', () => {
    fc.assert(
      fc.property(tricky, tricky, (id, kernel) => {
        const names = [
          kernelEntityName(id, kernel),
          imageEntityName(id, kernel),
          entityName(id, kernel),
          entityName(id),
        ];
        expect(names.filter(name => !isValid(name))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('differs for different kernels, also if case is ignored', () => {
    fc.assert(
      fc.property(
        fc.tuple(tricky, tricky),
        fc.tuple(tricky, tricky),
        (a, b) => {
          const same = a[0] === b[0] && a[1] === b[1];
          expect(
            sameToCatalog(kernelEntityName(...a), kernelEntityName(...b)),
          ).toBe(same);
          expect(sameToCatalog(entityName(...a), entityName(...b))).toBe(same);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('differs for a kernel and an image if their ids differ', () => {
    fc.assert(
      fc.property(
        fc.tuple(tricky, tricky),
        fc.tuple(tricky, tricky),
        (a, b) => {
          fc.pre(a[0] !== b[0]);
          expect(
            sameToCatalog(kernelEntityName(...a), imageEntityName(...b)),
          ).toBe(false);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it.each([
    ['a-b', 'c-d', 'a', 'b-c-d'],
    ['a', '5.14.0-391.EL9', 'a', '5.14.0-391.el9'],
    ['A', '1-1', 'a', '1-1'],
    ['a', '1-1+x', 'a', '1-1_x'],
    ['a', '1--1', 'a-', '1-1'],
    ['a-9', '5', 'a', '9-5'],
  ])(
    'distinguishes %s and %s from %s and %s',
    (source, kernel, other, otherKernel) => {
      expect(
        sameToCatalog(
          kernelEntityName(source, kernel),
          kernelEntityName(other, otherKernel),
        ),
      ).toBe(false);
    },
  );

  it('cannot collide with a kernel named like an existing hash', () => {
    const hashed = imageEntityName('ghcr', '5');
    const [, version, hash] = hashed.split('-');
    expect(imageEntityName('ghcr', `${version}-${hash}`)).not.toBe(hashed);
  });
});

describe('entity references', () => {
  it('are those of the Resources', () => {
    expect(kernelEntityRef('centos-stream-9', '5.14.0-391.el9')).toBe(
      'resource:default/centos-stream-9-5.14.0-391.el9',
    );
    expect(imageEntityRef('ghcr', '5.14.0-391.el9')).toBe(
      'resource:default/ghcr-5.14.0-391.el9',
    );
  });
});
