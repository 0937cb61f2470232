import { evrSortKey } from './evrSortKey';
import { tagSortKey } from './tagSortKey';

describe('tagSortKey', () => {
  it("is the version's key if the tag is a version", () => {
    expect(tagSortKey('5.14.0-391.el9')).toBe(evrSortKey('5.14.0-391.el9'));
  });

  it('accepts any tag, and sorts other tags before versions', () => {
    const tags = ['5.14.0-391.el9-amd64', 'sha-5f-0c', '0', '5.14.0-9.el9'];
    const byKey = [...tags].sort((a, b) =>
      Buffer.compare(Buffer.from(tagSortKey(a)), Buffer.from(tagSortKey(b))),
    );
    expect(byKey).toEqual(tags);
  });
});
