const SIGNS = [
  /dial tcp .*: (?:connection refused|i\/o timeout|no route to host|network is unreachable)/,
  /dial tcp: lookup .*: (?:i\/o timeout|server misbehaving|Temporary failure in name resolution)/,
  /connection reset by peer|broken pipe|unexpected EOF|": EOF$/,
  /TLS handshake timeout|Client\.Timeout exceeded|context deadline exceeded/,
  // 408, 425, 429, 500, 502, 503 and 504, in each of podman's ways to tell it.
  /(?:HTTP status: |StatusCode: |: )(?:408|425|429|50[0234])\b/,
  /toomanyrequests/,
];

/**
 * Whether podman complains of a registry that may answer soon: it was not
 * reached, broke off, was busy or had an error of its own. A refusal is none,
 * nor is what no waiting mends, such as a name or a certificate that is wrong.
 */
export function isNetworkFailure(complaint: string): boolean {
  return SIGNS.some(sign => sign.test(complaint));
}
