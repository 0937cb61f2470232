/** An error that the user can act on: only its message is printed, without a stack trace. */
export class UserError extends Error {
  name = 'UserError';
}
