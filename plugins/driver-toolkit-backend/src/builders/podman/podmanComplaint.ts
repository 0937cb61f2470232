import { isNetworkFailure } from './isNetworkFailure';

/** Where a page begins that a proxy sent in place of the registry's answer. */
const HTML =
  /[,:]?\s*["']?<(?:!doctype|!--|\?xml|html|head|body|title|h1|center)\b.*/is;
const PREFIX = 'Error: ';
const PLAIN_HTTP =
  /"https:\/\/([^\s"/]+)[^\s"]*": http: server gave HTTP response to HTTPS client/;

/** What podman said of its own failure. */
export interface PodmanComplaint {
  /** One line, without its prefix and without HTML. */
  reason: string;
  /** What it wrote until then, and this, without HTML. */
  lines: string[];
  /** Whether the same may succeed soon. */
  transient: boolean;
}

/**
 * Finds what podman says of its failure: its last line that begins with
 * `Error: `, whatever page of a proxy comes after it; the last line of all where
 * none does. Undefined where it said nothing.
 */
export function podmanComplaint(
  written: string | readonly string[],
): PodmanComplaint | undefined {
  const lines = (typeof written === 'string' ? written.split('\n') : written)
    .map(line => line.trimEnd())
    .filter(line => line !== '');
  const own = findOwn(lines);
  const end = own === -1 ? findLast(lines) : own;
  if (end === -1) {
    return undefined;
  }
  const said = lines[end].replace(PREFIX, '');
  return {
    reason: withAdvice(withoutHtml(said)),
    lines: lines
      .slice(0, end + 1)
      .map(withoutHtml)
      .filter(line => line !== ''),
    transient: isNetworkFailure(said),
  };
}

/** What comes after the beginning of a page is the page, whatever it looks like. */
function findOwn(lines: readonly string[]): number {
  const isOwn = (line: string) => line.startsWith(PREFIX);
  const withPage = lines.findIndex(
    line => isOwn(line) && withoutHtml(line) !== line,
  );
  return withPage === -1 ? lines.findLastIndex(isOwn) : withPage;
}

/** A line up to where a page begins in it. */
export function withoutHtml(line: string): string {
  return line.replace(HTML, '');
}

/** What Go says of a registry without TLS, in words that help. */
function withAdvice(reason: string): string {
  const host = PLAIN_HTTP.exec(reason)?.[1];
  return host === undefined
    ? reason
    : `registry ${host} speaks plain HTTP, not HTTPS; set \`insecure: true\` where it is configured`;
}

function findLast(lines: readonly string[]): number {
  return lines.findLastIndex(line => withoutHtml(line).trim() !== '');
}
