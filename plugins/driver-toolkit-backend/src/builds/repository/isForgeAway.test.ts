import { NotFoundError } from '@backstage/errors';
import { isForgeAway } from './isForgeAway';

const URL = 'https://forge.example.com/drivers/simple';
const because = (code: string) =>
  new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect'), { code }),
  });

// Errors as Backstage's URL readers throw them.
describe('isForgeAway', () => {
  it.each([
    ['the connection was refused', because('ECONNREFUSED')],
    ['it breaks off', because('UND_ERR_SOCKET')],
    [
      'its reader keeps no cause',
      new Error(`Unable to read ${URL}, TypeError: fetch failed`),
    ],
    [
      'it has an internal error',
      new Error(`Failed to read tree from ${URL}, 503 Service Unavailable`),
    ],
    ['it is busy', new Error(`${URL} could not be read, 429 Too Many`)],
  ])('hopes when %s', (_, error) => {
    expect(isForgeAway(error)).toBe(true);
  });

  it.each([
    ['there is no such name', because('ENOTFOUND')],
    ['its certificate is refused', because('CERT_HAS_EXPIRED')],
    [
      'this machine has no room',
      Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' }),
    ],
    [
      'it has no such repository',
      new NotFoundError(`Failed to read tree from ${URL}, 404 Not Found`),
    ],
    ['it refuses', new Error(`Failed to read tree from ${URL}, 403 Forbidden`)],
    ['nobody knows', 'a text'],
  ])('does not when %s', (_, error) => {
    expect(isForgeAway(error)).toBe(false);
  });
});
