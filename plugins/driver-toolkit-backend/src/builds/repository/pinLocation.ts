import { sourceRepositoryOf } from '../../plans/sourceRepositoryOf';

/** Addresses of a repository's branch and of one of its commits. */
export interface Pin {
  /** The top of the repository at the branch, tag or commit of the location. */
  head: string;
  /** The location at a commit. */
  at(commit: string): string;
  /** A file below the location at a commit. */
  fileAt(commit: string, name: string): string;
}

/** How a forge writes addresses of folders and files. */
interface Forge {
  /** What follows the repository; its group is the path below the reference. */
  folder: RegExp;
  folderAt: string;
  fileAt: string;
}

/** By the type of Backstage's integration. */
const FORGES: Record<string, Forge> = {
  github: {
    folder: /^(?:\/tree\/[^/]+(\/.*)?)?$/,
    folderAt: '/tree',
    fileAt: '/blob',
  },
  gitlab: {
    folder: /^(?:(?:\/-)?\/tree\/[^/]+(\/.*)?)?$/,
    folderAt: '/-/tree',
    fileAt: '/-/blob',
  },
  gitea: {
    folder: /^\/src\/(?:branch|tag|commit)\/[^/]+(\/.*)?$/,
    folderAt: '/src/commit',
    fileAt: '/src/commit',
  },
};

/**
 * The addresses by which Backstage's URL reader reads a certain commit.
 *
 * @param type - of the location's integration
 * @returns undefined for forges and addresses by which a commit cannot be read
 */
export function pinLocation(
  location: string,
  type: string | undefined,
): Pin | undefined {
  const forge = type === undefined ? undefined : FORGES[type];
  const { origin, host, pathname, search } = new URL(location);
  const repository = sourceRepositoryOf(location).slice(host.length);
  if (!forge || search !== '' || !pathname.startsWith(repository)) {
    return undefined; // or its path has encoded characters
  }
  const rest = pathname
    .slice(repository.length)
    .replace(/^\.git(?=\/|$)/, '')
    .replace(/\/$/, '');
  const [found, path = ''] = forge.folder.exec(rest) ?? [];
  if (found === undefined) {
    return undefined;
  }
  const top = `${origin}${repository}`;
  return {
    head: `${top}${rest.slice(0, rest.length - path.length)}`,
    at: commit => `${top}${forge.folderAt}/${commit}${path}`,
    fileAt: (commit, name) => `${top}${forge.fileAt}/${commit}${path}/${name}`,
  };
}
