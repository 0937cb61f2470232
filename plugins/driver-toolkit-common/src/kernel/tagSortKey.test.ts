import { evrSortKey } from './evrSortKey';
import { tagSortKey } from './tagSortKey';

describe('tagSortKey', () => {
  it('is the key of the version that the tag is', () => {
    expect(tagSortKey('5.14.0-391.el9')).toBe(evrSortKey('5.14.0-391.el9'));
  });

  it('takes any tag and sorts what is no version before what is one', () => {
    const tags = ['5.14.0-391.el9-amd64', 'sha-5f-0c', '0', '5.14.0-9.el9'];
    const byKey = [...tags].sort((a, b) =>
      Buffer.compare(Buffer.from(tagSortKey(a)), Buffer.from(tagSortKey(b))),
    );
    expect(byKey).toEqual(tags);
  });
});
