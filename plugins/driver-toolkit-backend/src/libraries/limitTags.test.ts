import type { OldTag } from './findOldTags';
import { limitTags } from './limitTags';

const tagsOf = (outcome: OldTag['outcome'], count: number): OldTag[] =>
  Array.from({ length: count }, (_, index) => ({
    tag: `${outcome}-${index}`,
    outcome,
  }));

describe('limitTags', () => {
  it('leaves a list within the limits unchanged', () => {
    const tags = [...tagsOf('listed', 100), ...tagsOf('kept', 100)];

    expect(limitTags(tags)).toEqual({ tags, problems: [] });
  });

  it('takes the oldest, and says how many it left out', () => {
    const limited = limitTags([
      ...tagsOf('kept', 130),
      ...tagsOf('listed', 101),
    ]);

    expect(limited.problems).toEqual([
      'One run deletes 100 tags at most, the oldest first; 1 more are left for later runs.',
      '30 more old tags are kept and not listed in this report.',
    ]);
    expect(limited.tags).toHaveLength(200);
    expect(limited.tags[0].tag).toBe('listed-1');
    expect(limited.tags.at(-1)!.tag).toBe('kept-129');
    expect(limited.tags).not.toContainEqual(
      expect.objectContaining({ tag: 'kept-29' }),
    );
  });
});
