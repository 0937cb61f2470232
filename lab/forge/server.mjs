import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createForge } from './createForge.mjs';

const [root, port] = process.argv.slice(2);

await mkdir(root, { recursive: true });
createForge(resolve(root)).listen(Number(port), '127.0.0.1');
