import { knownKeys } from '../fields/knownKeys';
import { text } from '../fields/text';

/** A registry account. Values under this key never appear in a message. */
export const credentials = knownKeys({
  username: text('the user name at the registry'),
  password: text('the password or token at the registry'),
});
