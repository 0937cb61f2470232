import { HttpError } from './HttpError.mjs';

/** The forge's only account and organization. They protect nothing: the forge is on loopback. */
export const account = { username: 'lab-forge', password: 'loopback-only' };
export const organization = 'drivers';

/**
 * Identifies the caller, like Gitea: `Basic user:password`, or the password as a token.
 *
 * @param {import('node:http').IncomingMessage} request
 * @returns {string | undefined} the user's name; undefined if the request names none
 */
export function authenticate(request) {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === '') {
    return undefined;
  }
  const [username, password] =
    scheme.toLowerCase() === 'basic'
      ? credentials(value)
      : [account.username, value];
  const known =
    ['basic', 'token', 'bearer'].includes(scheme.toLowerCase()) &&
    username === account.username &&
    password === account.password;
  if (!known) {
    throw new HttpError(401, 'The user name or password is wrong.');
  }
  return username;
}

/** @param {string} value */
function credentials(value) {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}
