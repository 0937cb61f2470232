import { createServer } from 'node:http';
import { serveFile } from './serveFile.mjs';

/**
 * A web server for a folder of dnf repositories.
 *
 * @param {string} root
 * @returns {import('node:http').Server} not listening yet
 */
export function createMirrorServer(root) {
  return createServer((request, response) => {
    serveFile(root, request, response).catch(() => {
      // A client that went away, or a file that changed under it: nothing is left to say.
      response.destroy();
    });
  });
}
