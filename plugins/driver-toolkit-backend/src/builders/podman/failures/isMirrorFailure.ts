/**
 * The last words of dnf, dnf5, microdnf and the toolkits' Dockerfile if a
 * download failed.
 */
const DOWNLOAD_FAILED = [
  /^error: (?:Failed to download metadata|Error downloading packages|Unable to find a match|cannot update repo|cannot download)/i,
  /^Failed to (?:download (?:metadata|packages|the)\b|resolve the transaction)/i,
  /^(?:>>> )?Librepo error: /i,
  /^driver-toolkit: kernel \S+ could not be installed /,
];

/**
 * Transient causes: a name that was not resolved, a connection that failed,
 * broke or was too slow, a server that was busy or had an internal error, or a
 * mirror during a sync.
 */
const PASSING_CAUSE =
  /Curl error \((?:5|6|7|16|18|28|35|52|55|56|92)\)|Status code: (?:408|425|429|5\d\d) for |Downloading successful, but checksum doesn't match/i;

/** Not transient: a server without TLS. */
const PLAIN_HTTP = /wrong version number|packet length too long|HTTP request/i;

/** Errors of a compiler or make, which would fail again in the same way. */
const COMPILE_ERROR = /\S: (?:fatal )?error: |^make(?:\[\d+\])?: \*\*\* /;

/**
 * Whether a step failed because a mirror of packages was unavailable, by its
 * last lines. The order of a step's two streams is undefined.
 */
export function isMirrorFailure(lines: readonly string[]): boolean {
  return (
    lines.some(line => DOWNLOAD_FAILED.some(sign => sign.test(line))) &&
    lines.some(line => PASSING_CAUSE.test(line) && !PLAIN_HTTP.test(line)) &&
    !lines.some(line => COMPILE_ERROR.test(line))
  );
}

/**
 * The mirror without TLS that was requested by https, if a step failed because
 * of that.
 */
export function plainHttpMirror(lines: readonly string[]): string | undefined {
  const line = lines.find(
    each => /Curl error \(35\)/.test(each) && PLAIN_HTTP.test(each),
  );
  return line && / for https:\/\/([^\s/]+)/.exec(line)?.[1];
}
