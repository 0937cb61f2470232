import fc from 'fast-check';
import { comparePositions, type Position } from './IndexTables';
import { paginate } from './paginate';

const letter = fc.constantFrom('a', 'b', 'c');
const position: fc.Arbitrary<Position> = fc.tuple(letter, letter, letter);

describe('paginate', () => {
  it('gives every item once and in order at any page size', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(position, { selector: p => p.join(), maxLength: 27 }),
        fc.integer({ min: 1, max: 5 }),
        (positions, limit) => {
          const items = [...positions].sort(comparePositions);
          const seen: Position[] = [];
          let cursor: string | undefined;
          do {
            const page = paginate(items, item => item, { limit, cursor });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            expect(page.totalItems).toBe(items.length);
            seen.push(...page.items);
            cursor = page.nextCursor;
          } while (cursor !== undefined);
          expect(seen).toEqual(items);
        },
      ),
    );
  });

  it('continues after the last item of a page, even if that item is gone', () => {
    const item = (name: string): Position => ['1', 'stream', name];
    const { nextCursor } = paginate([item('a'), item('b'), item('c')], i => i, {
      limit: 2,
    });

    const next = paginate([item('a'), item('c')], i => i, {
      limit: 2,
      cursor: nextCursor,
    });

    expect(next.items).toEqual([item('c')]);
  });

  it('refuses a cursor that it did not create', () => {
    expect(() =>
      paginate([], () => ['', '', ''], { limit: 1, cursor: 'bm9uc2Vuc2U' }),
    ).toThrow('This list did not return the cursor');
  });

  it('gives no cursor after the last item', () => {
    const items: Position[] = [
      ['1', 'stream', 'a'],
      ['1', 'stream', 'b'],
    ];
    expect(paginate(items, i => i, { limit: 2 }).nextCursor).toBeUndefined();
    expect(paginate(items, i => i, { limit: 1 }).nextCursor).toBeDefined();
  });
});
