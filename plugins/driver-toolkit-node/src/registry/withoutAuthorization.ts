const MASK = '***';
/** Shorter passwords are parts of any text, as in the logs of builds. */
const MIN_LENGTH = 4;

/**
 * Takes what a registry was shown out of what it says: one that repeats it
 * would have it in errors, which others read than those who configure it.
 *
 * @param authorization - the header that was sent to it
 */
export function withoutAuthorization(
  text: string,
  authorization: string | undefined,
): string {
  // The longest first: each has the next in it.
  return spellingsOf(authorization)
    .filter(({ length }) => length >= MIN_LENGTH)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}

function spellingsOf(authorization = ''): string[] {
  const [scheme, value = ''] = authorization.split(' ');
  if (scheme !== 'Basic') {
    return [value];
  }
  const pair = Buffer.from(value, 'base64').toString();
  const password = pair.slice(pair.indexOf(':') + 1);
  return [value, pair, encodeURIComponent(password), password];
}
