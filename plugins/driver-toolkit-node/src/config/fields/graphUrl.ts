import { z } from 'zod';
import { isLoopbackHost } from '../../http/isLoopbackHost';

const ALLOWED =
  'the https address of an update graph (http on this machine alone), with no user name, password or query';

/**
 * Address of an update service. It decides which images are trusted, so it
 * needs https.
 */
export const graphUrl = z.string(ALLOWED).trim().refine(isGraphUrl, ALLOWED);

function isGraphUrl(value: string): boolean {
  if (!URL.canParse(value)) {
    return false;
  }
  const url = new URL(value);
  return (
    (url.protocol === 'https:' ||
      (url.protocol === 'http:' && isLoopbackHost(url.hostname))) &&
    url.username === '' &&
    url.password === '' &&
    !/[?#\s]/.test(value)
  );
}
