import {
  getAzureDownloadUrl,
  getGerritCloneRepoUrl,
  getGiteaArchiveUrl,
} from '@backstage/integration';
import fc from 'fast-check';
import gitUrlParse from 'git-url-parse';
import { sourceRepositoryOf } from './sourceRepositoryOf';

describe('sourceRepositoryOf', () => {
  it.each([
    ['https://github.com/Acme/nic', 'github.com/Acme/nic'],
    ['https://GitHub.com:443/Acme/nic/', 'github.com/Acme/nic'],
    ['https://github.com/acme/nic.git', 'github.com/acme/nic'],
    ['https://github.com/acme/src/tree/main/', 'github.com/acme/src'],
    ['https://github.com/acme/nic.wiki', 'github.com/acme/nic.wiki'],
    [
      'https://github.com/acme/nic/blob/main/catalog-info.yaml',
      'github.com/acme/nic',
    ],
    [
      'https://github.com/acme/nic/tree/main/drivers/src/',
      'github.com/acme/nic',
    ],
    [
      'https://gitlab.com/acme/linux/nic/-/tree/main?ref_type=heads',
      'gitlab.com/acme/linux/nic',
    ],
    ['https://gitlab.com/acme/linux/nic', 'gitlab.com/acme/linux/nic'],
    [
      'http://127.0.0.1:3050/acme/nic/src/branch/main/catalog-info.yaml',
      '127.0.0.1:3050/acme/nic',
    ],
    [
      'https://example.com/gitea/acme/nic/src/branch/main/',
      'example.com/gitea/acme/nic',
    ],
    [
      'https://bitbucket.example.com/projects/ACME/repos/nic/browse/a?at=main',
      'bitbucket.example.com/projects/ACME/repos/nic',
    ],
    [
      'https://dev.azure.com/acme/linux/_git/nic?path=/a&version=GBmain',
      'dev.azure.com/acme/linux/_git/nic',
    ],
    [
      'https://dev.azure.com/acme/Linux%20drivers/_git/nic',
      'dev.azure.com/acme/Linux drivers/_git/nic',
    ],
    [
      'https://acme.visualstudio.com/linux/_git/nic',
      'acme.visualstudio.com/linux/_git/nic',
    ],
    [
      'https://gerrit.example.com/plugins/gitiles/linux/nic/+/refs/heads/main/',
      'gerrit.example.com/plugins/gitiles/linux/nic',
    ],
  ])('%s is %s', (url, repository) => {
    expect(sourceRepositoryOf(url)).toBe(repository);
  });

  it.each([
    ['nothing', '', 'not an http or https address'],
    ['a path of this machine', 'file:/srv/nic', 'not an http or https address'],
    [
      'an SSH address',
      'git@github.com:acme/nic',
      'not an http or https address',
    ],
    ['another protocol', 'ssh://github.com/acme/nic', 'not an http or https'],
    ['no owner', 'https://github.com/nic', 'no owner and repository'],
    ['a host alone', 'https://github.com/', 'no owner and repository'],
    ['a user', 'https://github.com@evil.example/acme/nic', 'user name'],
    ['an empty user', 'https://@github.com/acme/nic', 'user name'],
    ['..', 'https://github.com/evil/x/../../acme/nic', '"." or ".." parts'],
    ['. at the end', 'https://github.com/acme/nic/.', '"." or ".." parts'],
    ['an empty part', 'https://github.com//acme/nic', 'empty, "." or'],
    ['an encoded dot', 'https://github.com/e/x/%2E%2e/acme', 'encoded dots'],
    ['an encoded slash', 'https://github.com/acme%2Fnic/x', 'encoded dots'],
    ['an encoded backslash', 'https://github.com/a/b%5c..', 'encoded dots'],
    ['encoded twice', 'https://github.com/a/b/tree/%252e%252e', 'encoded dots'],
    ['a backslash', 'https://github.com\\@evil.example/a/b', 'backslashes'],
    ['a tab', 'https://github.com/ac\tme/nic', 'invisible'],
    ['a space', ' https://github.com/acme/nic', 'spaces'],
    ['a reading direction', 'https://github.com/a/b\u202e', 'invisible'],
    ['an encoded control', 'https://github.com/a/b%0a', 'letters, digits'],
    ['half a character', 'https://github.com/a/b%c0', 'letters, digits'],
    ['an encoded question mark', 'https://github.com/a%3f/b', 'letters'],
    ['a fragment', 'https://github.com/acme/nic#x', 'fragment'],
    ['a query that chooses', 'https://git.example.com/a/b?p=x.git', 'query'],
    ['.. in the query', 'https://dev.azure.com/a/b/_git/c?path=/../x', 'query'],
    ['too much', `https://github.com/acme/${'n'.repeat(2048)}`, 'longer than'],
    [
      "another forge's address inside",
      'https://git.example.com/acme/nic/src/branch/main/projects/evil/repos/x',
      'more than one repository',
    ],
    [
      'a part after a repository of Azure',
      'https://dev.azure.com/acme/linux/_git/nic/x',
      'more than one repository',
    ],
  ])('refuses an address with %s', (_, url, why) => {
    expect(() => sourceRepositoryOf(url)).toThrow(why);
  });

  it('quotes the refused address in one line, without invisible characters', () => {
    expect(() => sourceRepositoryOf(`https://a/b\u202e\n`)).toThrow(
      /^The address names no repository: it has spaces/,
    );
    expect(() => sourceRepositoryOf(`https:${'x'.repeat(9999)}`)).toThrow(
      /^.{0,300}$/,
    );
  });

  // Parts of paths that some reader treats specially.
  const part = fc.constantFrom(
    ...['acme', 'evil', 'nic', 'nic.git', 'main', '-', '+', 'blob', 'tree'],
    ...['raw', 'src', 'edit', 'commit', 'issues', 'branch', 'browse', 'scm'],
    ...['projects', 'users', 'repos', '_git', 'refs', 'heads', 'a%20b'],
  );
  const ofHost = (host: string) =>
    fc
      .array(part, { minLength: 2, maxLength: 9 })
      .map(parts => `https://${host}/${parts.join('/')}`);

  const readers: [string, string, (url: string) => string][] = [
    ['git-url-parse', 'forge.example.com', url => gitUrlParse(url).full_name],
    [
      'Gitea',
      'gitea.example.com',
      url =>
        getGiteaArchiveUrl({ host: 'gitea.example.com' }, url).split(
          '/archive/',
        )[0],
    ],
    [
      'Azure',
      'dev.azure.com',
      url => new URL(getAzureDownloadUrl(url)).pathname,
    ],
    [
      'Gerrit',
      'gerrit.example.com',
      url =>
        getGerritCloneRepoUrl(
          {
            host: 'gerrit.example.com',
            cloneUrl: 'https://gerrit.example.com',
            gitilesBaseUrl: 'https://gerrit.example.com/plugins/gitiles',
          },
          url,
        ),
    ],
  ];
  // No forge has repositories that are called "+", or end in ".git".
  it.each(readers)(
    'returns the same repository only for addresses that the reader by %s reads from the same',
    (_, host, readerOf) => {
      fc.assert(
        fc.property(
          fc.array(ofHost(host), { minLength: 2, maxLength: 60 }),
          urls => {
            const read = urls.flatMap(url => {
              const repository = attempt(() => sourceRepositoryOf(url));
              const target = attempt(() => readerOf(url));
              return repository && target && !/[+]/.test(target)
                ? [[repository, target.replace(/\.git$/, '')]]
                : [];
            });
            const targetOf = new Map(read as [string, string][]);
            for (const [repository, target] of read) {
              expect(target).toBe(targetOf.get(repository));
            }
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
