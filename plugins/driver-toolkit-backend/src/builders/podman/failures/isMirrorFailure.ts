/**
 * What dnf, dnf5, microdnf and the Dockerfile of toolkits say last when they did
 * not get what they need.
 */
const DOWNLOAD_FAILED = [
  /^error: (?:Failed to download metadata|Error downloading packages|Unable to find a match|cannot update repo|cannot download)/i,
  /^Failed to (?:download (?:metadata|packages|the)\b|resolve the transaction)/i,
  /^(?:>>> )?Librepo error: /i,
  /^driver-toolkit: kernel \S+ could not be installed /,
];

/**
 * Why, where it may pass: a name that was not resolved, no connection, one that
 * broke or was too slow, a server that was busy or had an error of its own, or a
 * mirror in the midst of a sync.
 */
const PASSING_CAUSE =
  /Curl error \((?:5|6|7|16|18|28|35|52|55|56|92)\)|Status code: (?:408|425|429|5\d\d) for |Downloading successful, but checksum doesn't match/i;

/** A server that speaks no TLS will not have learned it soon. */
const PLAIN_HTTP = /wrong version number|packet length too long|HTTP request/i;

/** A compiler's or make's, which would fail the same way once more. */
const COMPILE_ERROR = /\S: (?:fatal )?error: |^make(?:\[\d+\])?: \*\*\* /;

/**
 * Whether a step failed for a mirror of packages that was away, by the last
 * lines it wrote. The two streams of a step come in no certain order.
 */
export function isMirrorFailure(lines: readonly string[]): boolean {
  return (
    lines.some(line => DOWNLOAD_FAILED.some(sign => sign.test(line))) &&
    lines.some(line => PASSING_CAUSE.test(line) && !PLAIN_HTTP.test(line)) &&
    !lines.some(line => COMPILE_ERROR.test(line))
  );
}

/** The mirror that was asked by https and speaks no TLS, if that is why a step failed. */
export function plainHttpMirror(lines: readonly string[]): string | undefined {
  const line = lines.find(
    each => /Curl error \(35\)/.test(each) && PLAIN_HTTP.test(each),
  );
  return line && / for https:\/\/([^\s/]+)/.exec(line)?.[1];
}
