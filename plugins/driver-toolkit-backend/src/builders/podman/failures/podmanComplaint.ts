import { isNetworkFailure } from './isNetworkFailure';
import { beginsPage, linesOfNoPage, withoutPage } from './withoutPage';

const PREFIX = 'Error: ';
const PLAIN_HTTP =
  /"https:\/\/([^\s"/]+)[^\s"]*": http: server gave HTTP response to HTTPS client/;

/** podman's message about its failure. */
export interface PodmanComplaint {
  /** One line, without its prefix and without a page. */
  reason: string;
  /** All lines up to the message, without a page. */
  lines: string[];
  /** Whether a retry may succeed soon. */
  transient: boolean;
}

/**
 * Finds podman's message about its failure: the last line that begins with
 * `Error: `, even if a proxy's page follows; without such a line, the last
 * line. Undefined if podman wrote nothing.
 */
export function podmanComplaint(
  written: string | readonly string[],
): PodmanComplaint | undefined {
  const lines = (typeof written === 'string' ? written.split('\n') : written)
    .map(line => line.trimEnd())
    .filter(line => line !== '');
  const own = findOwn(lines);
  const said = own === -1 ? '' : lines[own].slice(PREFIX.length);
  const words = withoutPage(said);
  const before = linesOfNoPage(own === -1 ? lines : lines.slice(0, own)).filter(
    line => line.trim() !== '',
  );
  const reason = words === '' ? before.at(-1) : words;
  if (reason === undefined) {
    return undefined;
  }
  return {
    reason: withAdvice(reason),
    lines: words === '' ? before : [...before, `${PREFIX}${words}`],
    transient: isNetworkFailure(said || reason),
  };
}

/** Everything after the beginning of a page belongs to the page. */
function findOwn(lines: readonly string[]): number {
  const isOwn = (line: string) => line.startsWith(PREFIX);
  const withPage = lines.findIndex(line => isOwn(line) && beginsPage(line));
  return withPage === -1 ? lines.findLastIndex(isOwn) : withPage;
}

/** Replaces Go's message about a registry without TLS by advice. */
function withAdvice(reason: string): string {
  const host = PLAIN_HTTP.exec(reason)?.[1];
  return host === undefined
    ? reason
    : `registry ${host} speaks plain HTTP, not HTTPS; set \`insecure: true\` where it is configured`;
}
