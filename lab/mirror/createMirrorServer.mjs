import { createServer } from 'node:http';
import { serveFile } from './serveFile.mjs';

/**
 * A web server for a folder of dnf repositories.
 *
 * @param {string} root
 * @param {{ lying?: boolean }} [options] - whether package lists are sent with a byte changed, so that they are not
 * what `repomd.xml` says
 * @returns {import('node:http').Server} not listening yet
 */
export function createMirrorServer(root, { lying = false } = {}) {
  return createServer((request, response) => {
    const damaged = lying && request.url?.includes('-primary.xml');
    serveFile(root, request, response, { damaged }).catch(() => {
      // A client that went away, or a file that changed under it: nothing is left to say.
      response.destroy();
    });
  });
}
