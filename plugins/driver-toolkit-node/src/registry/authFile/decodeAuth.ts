/** The `username:password` of an entry's `auth`, without the NUL that docker pads it with. */
export function decodeAuth(auth: string): string {
  return Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
}
