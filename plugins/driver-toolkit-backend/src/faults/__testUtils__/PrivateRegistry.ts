import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Edge } from './Edge';

/** The first bytes of a layer that is compressed. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** What the account is refused. */
type Refused = 'nothing' | 'writing' | 'everything';

/**
 * A registry that has nothing for others than the one account, and keeps in
 * mind what was written. It can come to refuse that account, too, and then it
 * says what it was shown.
 */
export class PrivateRegistry {
  /** `host:port` */
  readonly address: string;
  refused: Refused = 'nothing';
  readonly #edge: Edge;
  readonly #authorization: string;
  readonly #written: Buffer[] = [];

  /** @param registry - `host:port` of the one behind, which lets everybody in */
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

  /** Each manifest, document and layer, as a text of its bytes. */
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
