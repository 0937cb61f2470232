/** Each of the ways in which podman and its libraries tell an answer's status. */
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
/** Of those below 500, what says that the same may succeed soon. */
const PASSING = [408, 425, 429];

const SIGNS = [
  /dial tcp .*: (?:connection (?:refused|timed out)|i\/o timeout|operation timed out|no route to host|host is (?:down|unreachable)|network is (?:down|unreachable))/,
  /dial tcp: lookup .*: (?:i\/o timeout|server misbehaving|Temporary failure in name resolution)/,
  /connection reset by peer|broken pipe|unexpected EOF|": EOF$/,
  // What Go says of a connection that broke while it wrote to it, or waited.
  /use of closed network connection|server closed idle connection|transport connection broken/,
  /(?:read|write) tcp .*: (?:i\/o timeout|connection timed out|operation timed out|no route to host|host is (?:down|unreachable)|network is (?:down|unreachable))/,
  /http2: (?:server sent GOAWAY|client connection (?:lost|force closed))/,
  // What a server ends for reasons of its own; PROTOCOL_ERROR and the like would come again.
  /stream error: stream ID \d+; (?:INTERNAL_ERROR|REFUSED_STREAM|CANCEL|NO_ERROR|ENHANCE_YOUR_CALM)\b/,
  // Of a proxy that does not lead there Go tells the status by its words alone.
  /": (?:Request Timeout|Too Early|Too Many Requests|Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)$/i,
  /TLS handshake timeout|Client\.Timeout exceeded|context deadline exceeded/,
  /toomanyrequests/,
  // Over a connection, where the podman on its other end restarts.
  /^unable to connect to Podman socket: /,
];

/**
 * Whether podman complains of a registry, or of a podman on another machine,
 * that may answer soon: it was not reached, broke off, was busy or had an error
 * of its own. A refusal is none, nor is what no waiting mends, such as a name or
 * a certificate that is wrong.
 *
 * @remarks
 * A status decides by itself, whatever page comes with it.
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
