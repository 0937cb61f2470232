// `node faultyRegistry.mjs <port> <status>`: a registry that refuses everything, in the form of the distribution
// specification ("Error Codes").
import { createServer } from 'node:http';

const [port, status] = process.argv.slice(2).map(Number);

/** @type {Record<number, { code: string, message: string, headers: Record<string, string> }>} */
const answers = {
  401: {
    code: 'UNAUTHORIZED',
    message: 'authentication required',
    headers: { 'www-authenticate': 'Basic realm="lab"' },
  },
  429: {
    code: 'TOOMANYREQUESTS',
    message: 'too many requests',
    headers: { 'retry-after': '1' },
  },
  500: { code: 'UNKNOWN', message: 'unknown error', headers: {} },
};

createServer((request, response) => {
  if (request.url === '/ready') {
    response.end();
    return;
  }
  const { code, message, headers } = answers[status];
  response.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
  });
  response.end(JSON.stringify({ errors: [{ code, message }] }));
}).listen(port, '127.0.0.1');
