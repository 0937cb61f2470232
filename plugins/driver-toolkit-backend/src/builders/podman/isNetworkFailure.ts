const SIGNS = [
  /dial tcp .*: (?:connection refused|i\/o timeout|no route to host|network is unreachable)/,
  /dial tcp: lookup .*: (?:i\/o timeout|server misbehaving|Temporary failure in name resolution)/,
  /connection reset by peer|broken pipe|unexpected EOF|": EOF$/,
  // What Go says of a connection that broke while it wrote to it, or waited.
  /use of closed network connection|server closed idle connection|transport connection broken/,
  /(?:read|write) tcp .*: (?:i\/o timeout|connection timed out)/,
  /TLS handshake timeout|Client\.Timeout exceeded|context deadline exceeded/,
  // 408, 425, 429, 500, 502, 503 and 504, in each of podman's ways to tell it.
  /(?:HTTP status: |StatusCode: |: )(?:408|425|429|50[0234])\b/,
  /toomanyrequests/,
  // Over a connection, where the podman on its other end restarts.
  /^unable to connect to Podman socket: /,
];

/**
 * Whether podman complains of a registry, or of a podman on another machine,
 * that may answer soon: it was not reached, broke off, was busy or had an error
 * of its own. A refusal is none, nor is what no waiting mends, such as a name or
 * a certificate that is wrong.
 */
export function isNetworkFailure(complaint: string): boolean {
  return SIGNS.some(sign => sign.test(complaint));
}
