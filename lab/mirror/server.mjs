import { resolve } from 'node:path';
import { createMirrorServer } from './createMirrorServer.mjs';

const [root, port] = process.argv.slice(2);

createMirrorServer(resolve(root)).listen(Number(port), '127.0.0.1');
