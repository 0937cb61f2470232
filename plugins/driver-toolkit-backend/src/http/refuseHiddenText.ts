import { InputError } from '@backstage/errors';
import { refuseHiddenCharacters } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { RequestHandler } from 'express';

/** Refuses requests with text that displays differently from its content. */
export function refuseHiddenText(): RequestHandler {
  return ({ path, query, body }, _response, next) => {
    refuseHiddenCharacters(decodePath(path), 'The path');
    refuseHiddenCharacters(query, 'The query');
    refuseHiddenCharacters(body, 'The body');
    next();
  };
}

/** @throws InputError if it is not encoded text */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    throw new InputError('The path is not encoded in UTF-8.', error);
  }
}
