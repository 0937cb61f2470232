// Serves the files of a folder on loopback, in a separate process, and sends its port to the parent process.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { portOf } from '../../../lab/process/port.mjs';

const [folder] = process.argv.slice(2);

const server = createServer(async (request, response) => {
  const path = join(folder, normalize(request.url ?? ''));
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-length': file.size });
  await pipeline(createReadStream(path), response).catch(() => undefined);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${portOf(server)}`);
});
