import { createServer } from 'node:http';
import { serveFile } from './serveFile.mjs';

/**
 * A web server for a folder of dnf repositories.
 *
 * @param {string} root
 * @param {{ lying?: boolean }} [options] - whether package lists are sent with a changed byte, so that they do not
 * match `repomd.xml`
 * @returns {import('node:http').Server} not listening yet
 */
export function createMirrorServer(root, { lying = false } = {}) {
  return createServer((request, response) => {
    const damaged = lying && request.url?.includes('-primary.xml');
    serveFile(root, request, response, { damaged }).catch(() => {
      // The client has gone, or the file has changed: no answer is possible any more.
      response.destroy();
    });
  });
}
