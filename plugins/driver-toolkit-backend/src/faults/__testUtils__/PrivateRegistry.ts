import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Edge } from './Edge';

/** The first bytes of a compressed layer. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** The requests that the registry refuses the account. */
type Refused = 'nothing' | 'writing' | 'everything';

/**
 * A registry that serves one account only, and remembers everything written to
 * it. It can refuse that account, too, and then repeats the credentials in its
 * error.
 */
export class PrivateRegistry {
  /** `host:port` */
  readonly address: string;
  refused: Refused = 'nothing';
  readonly #edge: Edge;
  readonly #authorization: string;
  readonly #written: Buffer[] = [];

  /**
   * @param registry - `host:port` of the registry behind, which is open to all
   */
  static async open(
    registry: string,
    account: { username: string; password: string },
  ): Promise<PrivateRegistry> {
    return new PrivateRegistry(await Edge.open(registry), account);
  }

  private constructor(
    edge: Edge,
    { username, password }: { username: string; password: string },
  ) {
    const pair = Buffer.from(`${username}:${password}`).toString('base64');
    this.address = edge.address;
    this.#edge = edge;
    this.#authorization = `Basic ${pair}`;
    edge.intercept((request, response) => this.#answer(request, response));
  }

  /** The bytes of each manifest, document and layer as text. */
  get written(): string[] {
    return this.#written.map(body =>
      (body.indexOf(GZIP) === 0 ? gunzipSync(body) : body).toString('latin1'),
    );
  }

  close(): Promise<void> {
    return this.#edge.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { method = '', headers } = request;
    const { authorization = '' } = headers;
    const isWrite = !['GET', 'HEAD'].includes(method);
    if (authorization !== this.#authorization) {
      return refuse(request, response, 'log in first');
    }
    if (isWrite ? this.refused !== 'nothing' : this.refused === 'everything') {
      const [scheme, pair] = authorization.split(' ');
      const told = Buffer.from(pair, 'base64').toString();
      return refuse(request, response, `${scheme} ${pair}, that is ${told}`);
    }
    if (isWrite) {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => this.#written.push(Buffer.concat(chunks)));
    }
    return false;
  }
}

/** Format: distribution specification, "Error Codes". */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  message: string,
): true {
  request.resume();
  response.writeHead(401, {
    'content-type': 'application/json',
    'www-authenticate': 'Basic realm="private"',
  });
  response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message }] }));
  return true;
}
