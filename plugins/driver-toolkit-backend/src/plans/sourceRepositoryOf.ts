import { InputError } from '@backstage/errors';
import gitUrlParse from 'git-url-parse';

/** Path parts that follow a repository's path in the addresses of its files. */
const VIEWS = new Set(['-', '+', 'blob', 'edit', 'raw', 'src', 'tree']);
/**
 * Query parameters that select a revision or a folder. Others could select a
 * repository.
 */
const VIEW_PARAMETERS = ['at', 'path', 'ref_type', 'version'];
const MAX_LENGTH = 2048;
const MAX_SHOWN = 200;

/**
 * Spaces of any kind, control characters, and formatting characters that change
 * the reading direction, for example.
 */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
/** Dots, slashes, backslashes and percent signs: some programs decode them, others do not. */
const HIDDEN = /%(?:25|2e|2f|5c)/i;
const WORD = '[\\p{L}\\p{M}\\p{N}._~+@-]+';
const NAME = new RegExp(`^${WORD}(?: ${WORD})*$`, 'u');

/**
 * The repository that an address belongs to, as `host[:port]/owner/repository`.
 * Two addresses have the same result only if they belong to the same
 * repository.
 *
 * @remarks If groups are nested, the owner is a path. Addresses of Bitbucket
 * Server and Azure DevOps keep their `projects/…/repos/…` and `…/_git/…`. Names
 * keep their case, because some forges distinguish it.
 *
 * Backstage's URL readers parse an address in different ways: some with
 * `git-url-parse`, others by the first parts of its path. Addresses on which
 * they could disagree are refused, so that the result is the repository that
 * the reader reads.
 *
 * @throws InputError that says what is wrong with the address
 */
export function sourceRepositoryOf(url: string): string {
  const shown = INVISIBLE.test(url)
    ? 'The address'
    : `'${url.slice(0, MAX_SHOWN)}'`;
  const refuse = (why: string) =>
    new InputError(`${shown} names no repository: ${why}.`);
  const problem = findProblem(url);
  if (problem) {
    throw refuse(problem);
  }
  const { host, origin, pathname } = new URL(url);
  const path = repositoryPath(pathname);
  if (path.length < 2) {
    throw refuse('its path has no owner and repository');
  }
  const names = path.map(decodeName).join('/');
  if (!names.split('/').every(name => NAME.test(name))) {
    throw refuse(
      'its owner and repository may have letters, digits, spaces and ._~+@- only',
    );
  }
  if (!isOneRepository(url, `${origin}/${path.join('/')}`, names)) {
    throw refuse(
      'its path could belong to more than one repository; write it as the forge shows it',
    );
  }
  return `${host}/${names}`;
}

/** The part of an address that programs may read differently. */
function findProblem(url: string): string | undefined {
  if (url.length > MAX_LENGTH) {
    return `it is longer than ${MAX_LENGTH} characters`;
  }
  if (INVISIBLE.test(url) || url.includes('\\')) {
    return 'it has spaces, backslashes or invisible characters';
  }
  if (HIDDEN.test(url)) {
    return 'it has encoded dots, slashes, backslashes or percent signs';
  }
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url)) {
    return 'it is not an http or https address';
  }
  // Checks the text, because the parser drops empty parts.
  if (/^https?:\/\/[^/?#]*@/i.test(url)) {
    return 'it has a user name';
  }
  if (url.includes('#')) {
    return 'it has a fragment';
  }
  const [path, query] = url.split('?', 2);
  if (path.split('/').slice(3, -1).includes('') || hasDots(path)) {
    return 'its path has empty, "." or ".." parts';
  }
  const keys = [...new URLSearchParams(query).keys()];
  if (hasDots(query ?? '') || !keys.every(isViewParameter)) {
    return `its query may have ${VIEW_PARAMETERS.join(', ')} only`;
  }
  return undefined;
}

function hasDots(text: string): boolean {
  return text.split(/[/?&=]/).some(part => part === '.' || part === '..');
}

function isViewParameter(key: string): boolean {
  return VIEW_PARAMETERS.includes(key);
}

/** The parts of a path that lead to the repository. */
function repositoryPath(pathname: string): string[] {
  const parts = pathname.split('/').filter(part => part !== '');
  for (let i = 1; i < parts.length; i++) {
    const isBitbucket =
      parts[i] === 'repos' && /^(?:projects|users)$/.test(parts[i - 2]);
    if (isBitbucket || parts[i] === '_git') {
      return parts.slice(0, i + 2);
    }
    if (i > 1 && VIEWS.has(parts[i])) {
      return parts.slice(0, i);
    }
  }
  return parts.map((part, i) =>
    i === parts.length - 1 ? part.replace(/\.git$/, '') : part,
  );
}

/** Empty, and so refused, if it is not valid encoded text. */
function decodeName(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

/**
 * Whether an address and its repository's address lead to the same repository.
 */
function isOneRepository(
  url: string,
  repositoryUrl: string,
  names: string,
): boolean {
  try {
    const read = gitUrlParse(url);
    const expected = gitUrlParse(repositoryUrl);
    return (
      read.full_name.startsWith(`${names}/+/`) || // Gerrit has its own reader
      (read.full_name === expected.full_name &&
        read.organization === expected.organization)
    );
  } catch {
    return false;
  }
}
