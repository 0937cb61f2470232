/** Something the person at the terminal can act on: printed as its message alone, without a stack trace. */
export class UserError extends Error {
  name = 'UserError';
}
