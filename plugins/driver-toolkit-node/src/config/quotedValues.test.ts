import type { JsonObject } from '@backstage/types';
import {
  BUILDER,
  readProblems,
  REPOSITORY,
} from './__testUtils__/readProblems';

describe('a problem that quotes its value', () => {
  it.each<[string, JsonObject | string | number]>([
    ['a password that is no string', { username: 'lab', password: 77_777_777 }],
    ['a user name that is no string', { username: 77_777_777, password: 'b' }],
    ['an unknown key', { username: 'a', password: 'b', token: '77777777' }],
    ['a string', 'lab:77777777'],
    ['a number', 77_777_777],
  ])('does not quote credentials that are %s', (_, credentials) => {
    const messages = readProblems({
      imageRepositories: [{ ...REPOSITORY, credentials }],
    });

    expect(messages).toEqual([
      expect.stringMatching(
        /^driverToolkit\.imageRepositories\[0\]\.credentials/,
      ),
    ]);
    expect(messages[0]).not.toContain('77777777');
  });

  it.each([
    [80, ''],
    [81, '…'],
  ])('shows a value of %s characters, up to 80', (length, rest) => {
    expect(
      readProblems({ builders: [{ ...BUILDER, id: 'x'.repeat(length) }] }),
    ).toEqual([expect.stringContaining(`but is '${'x'.repeat(80)}${rest}'.`)]);
  });

  it('shows a value on one line', () => {
    expect(
      readProblems({ builders: [{ ...BUILDER, id: 'a\nb\u202ec' }] }),
    ).toEqual([expect.stringContaining("but is 'a b\ufffdc'.")]);
  });

  it('does not quote an address with a password', () => {
    const [problem] = readProblems({
      toolkit: { baseImage: 'user:hunter2@quay.io/centos' },
    });

    expect(problem).toBe(
      "driverToolkit.toolkit.baseImage must be an image reference, such as 'quay.io/centos/centos:stream9'.",
    );
  });
});
