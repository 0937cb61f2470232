/** What dnf and microdnf say last when they did not get what they need. */
const DOWNLOAD_FAILED =
  /^error: (?:Failed to download metadata|Error downloading packages|Unable to find a match|cannot update repo|cannot download)/i;

/**
 * Why, where it may pass: a name that was not resolved, no connection, one that
 * broke or was too slow, or a server that was busy or had an error of its own.
 */
const PASSING_CAUSE =
  /Curl error \((?:5|6|7|16|18|28|35|52|55|56|92)\)|Status code: (?:408|425|429|50[0234]) for /;

/** A compiler's or make's, which would fail the same way once more. */
const COMPILE_ERROR = /\S: (?:fatal )?error: |^make(?:\[\d+\])?: \*\*\* /;

/**
 * Whether a step failed for a mirror of packages that was away, by the last
 * lines it wrote. The two streams of a step come in no certain order.
 */
export function isMirrorFailure(lines: readonly string[]): boolean {
  return (
    lines.some(line => DOWNLOAD_FAILED.test(line)) &&
    lines.some(line => PASSING_CAUSE.test(line)) &&
    !lines.some(line => COMPILE_ERROR.test(line))
  );
}
