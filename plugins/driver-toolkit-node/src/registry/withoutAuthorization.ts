const MASK = '***';
/** Shorter passwords occur in any text, like in the logs of builds. */
const MIN_LENGTH = 4;

/**
 * Removes credentials from a registry's text: if it repeats them, they would
 * appear in errors, which more people read than may know the credentials.
 *
 * @param authorization - the sent header
 */
export function withoutAuthorization(
  text: string,
  authorization: string | undefined,
): string {
  // The longest first: each contains the next.
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
