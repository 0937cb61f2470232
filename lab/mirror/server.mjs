import { resolve } from 'node:path';
import { createMirrorServer } from './createMirrorServer.mjs';

const [root, port, ...options] = process.argv.slice(2);

createMirrorServer(resolve(root), {
  lying: options.includes('--lying'),
}).listen(Number(port), '127.0.0.1');
