/** The forms in which podman and its libraries report a response's status. */
const STATUS = [
  /\bStatusCode: (\d{3})\b/,
  /\bHTTP status: (\d{3})\b/i,
  /\bHTTP (\d{3}) response\b/,
  /\bstatus code (?:from registry |from [A-Z]+ request )?(\d{3})\b/i,
  /\bunexpected http code: (\d{3})\b/i,
  /\bstatus:? (\d{3}) \([A-Z]/i,
  // `dtk: 503 (Service Unavailable)`, `blobs/uploads/: 502 Bad Gateway`
  /: (\d{3}) (?:\([A-Z]|[A-Z][a-z])/,
];
/** The transient statuses below 500. */
const PASSING = [408, 425, 429];

const SIGNS = [
  /dial tcp .*: (?:connection (?:refused|timed out)|i\/o timeout|operation timed out|no route to host|host is (?:down|unreachable)|network is (?:down|unreachable))/,
  /dial tcp: lookup .*: (?:i\/o timeout|server misbehaving|Temporary failure in name resolution)/,
  /connection reset by peer|broken pipe|unexpected EOF|": EOF$/,
  // Go's messages for a connection that broke while it wrote or waited.
  /use of closed network connection|server closed idle connection|transport connection broken/,
  /(?:read|write) tcp .*: (?:i\/o timeout|connection timed out|operation timed out|no route to host|host is (?:down|unreachable)|network is (?:down|unreachable))/,
  /http2: (?:server sent GOAWAY|client connection (?:lost|force closed))/,
  // Streams that a server ended for internal reasons; PROTOCOL_ERROR and the
  // like would happen again.
  /stream error: stream ID \d+; (?:INTERNAL_ERROR|REFUSED_STREAM|CANCEL|NO_ERROR|ENHANCE_YOUR_CALM)\b/,
  // If a proxy refuses the connection, Go reports only the words of the status.
  /": (?:Request Timeout|Too Early|Too Many Requests|Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)$/i,
  /TLS handshake timeout|Client\.Timeout exceeded|context deadline exceeded/,
  /toomanyrequests/,
  // Over a connection, while the remote podman restarts.
  /^unable to connect to Podman socket: /,
];

/**
 * Whether podman complains about a registry, or a podman on another machine,
 * that may answer soon: it was unreachable, broke the connection, was busy or
 * had an internal error. A refusal is not transient, nor is an error that
 * waiting cannot fix, such as a wrong name or certificate.
 *
 * @remarks If there is a status, it alone decides, not the page after it.
 */
export function isNetworkFailure(complaint: string): boolean {
  const status = statusOf(complaint);
  return status === undefined
    ? SIGNS.some(sign => sign.test(complaint))
    : status >= 500 || PASSING.includes(status);
}

function statusOf(complaint: string): number | undefined {
  for (const pattern of STATUS) {
    const status = Number(pattern.exec(complaint)?.[1]);
    if (status >= 400 && status < 600) {
      return status;
    }
  }
  return undefined;
}
