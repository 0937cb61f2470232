/**
 * The `username:password` of an entry's `auth`, without docker's NUL padding.
 */
export function decodeAuth(auth: string): string {
  return Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
}
