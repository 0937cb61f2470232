import { isNetworkFailure } from './isNetworkFailure';

const PUSHING =
  'trying to reuse blob sha256:0e03 at destination: pinging container registry registry.example.com';
const GET = 'Get "https://registry.example.com/v2/"';

// Messages of podman 4.3.
describe('isNetworkFailure', () => {
  it.each([
    `${PUSHING}: ${GET}: dial tcp 192.0.2.1:443: connect: connection refused`,
    `${PUSHING}: ${GET}: dial tcp 192.0.2.1:443: i/o timeout`,
    `${PUSHING}: ${GET}: read tcp 192.0.2.2:56632->192.0.2.1:443: read: connection reset by peer`,
    `${PUSHING}: ${GET}: EOF`,
    'writing blob: Patch "http://registry.example.com/v2/dtk/blobs/uploads/1": write tcp 192.0.2.2:60972->192.0.2.1:80: use of closed network connection',
    `${PUSHING}: ${GET}: read tcp 192.0.2.2:56632->192.0.2.1:443: i/o timeout`,
    'trying to reuse blob sha256:0e03 at destination: failed to read from destination repository dtk: 503 (Service Unavailable)',
    'trying to reuse blob sha256:0e03 at destination: failed to read from destination repository dtk: 429 (Too Many Requests)',
    'creating build container: initializing source docker://registry.example.com/base:1: reading manifest 1 in registry.example.com/base: received unexpected HTTP status: 500 Internal Server Error',
    'creating build container: initializing source docker://registry.example.com/base:1: reading manifest 1 in registry.example.com/base: StatusCode: 429, {}',
    'server probably quit: unexpected EOF',
    ...[
      'Request Timeout',
      'Too Many Requests',
      'Internal Server Error',
      'Bad Gateway',
      'Service Unavailable',
      'Gateway Timeout',
      'Gateway Time-out',
    ].map(status => `${PUSHING}: ${GET}: ${status}`),
    ...[
      'connection timed out',
      'host is down',
      'network is down',
      'no route to host',
    ].flatMap(reason => [
      `${PUSHING}: ${GET}: dial tcp 192.0.2.1:443: connect: ${reason}`,
      `${PUSHING}: ${GET}: dial tcp [2001:db8::1]:443: connect: ${reason}`,
      `${PUSHING}: ${GET}: proxyconnect tcp: dial tcp 192.0.2.1:3128: connect: ${reason}`,
      `${PUSHING}: ${GET}: read tcp 192.0.2.2:5->192.0.2.1:443: read: ${reason}`,
    ]),
    ...['REFUSED_STREAM', 'CANCEL', 'INTERNAL_ERROR', 'NO_ERROR'].map(
      code =>
        `writing blob: ${GET}: stream error: stream ID 7; ${code}; received from peer`,
    ),
    `writing blob: ${GET}: http2: client connection force closed via ClientConn.Close`,
    'fetching blob: invalid status: status 503 (Service Unavailable)',
    'fetching blob: status 429 (Too Many Requests)',
    'unable to connect to Podman socket: Get "http://d/v4.3.1/libpod/_ping": dial unix /run/user/1000/podman/podman.sock: connect: no such file or directory',
  ])('hopes after: %s', complaint => {
    expect(isNetworkFailure(complaint)).toBe(true);
  });

  it.each([
    'trying to reuse blob sha256:0e03 at destination: checking whether a blob sha256:0e03 exists in registry.example.com/dtk: unauthorized: authentication required',
    'trying to reuse blob sha256:0e03 at destination: failed to read from destination repository dtk: 403 (Forbidden)',
    'writing blob: initiating layer upload to /v2/dtk/blobs/uploads/ in registry.example.com: StatusCode: 404, {}',
    `${PUSHING}: ${GET}: http: server gave HTTP response to HTTPS client`,
    `${PUSHING}: ${GET}: dial tcp: lookup registry.example.com on 192.0.2.53:53: no such host`,
    `${PUSHING}: ${GET}: x509: certificate signed by unknown authority`,
    `${PUSHING}: ${GET}: Forbidden`,
    `${PUSHING}: ${GET}: Proxy Authentication Required`,
    `${PUSHING}: ${GET}: stream error: stream ID 7; PROTOCOL_ERROR; received from peer`,
    'fetching blob: status 403 (Forbidden)',
    'writing blob: denied: "team": Service Unavailable is its name',
    'creating build container: short-name "base" did not resolve to an alias',
    'initializing source docker://registry.example.com:5000/base:5.14.0-503: reading manifest: manifest unknown',
  ])('does not after: %s', complaint => {
    expect(isNetworkFailure(complaint)).toBe(false);
  });
});
