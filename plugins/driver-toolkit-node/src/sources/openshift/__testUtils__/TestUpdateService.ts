import {
  TestServer,
  type ReceivedRequest,
  type TestAnswer,
} from '../../../http/__testUtils__/TestServer';
import type { GraphNode } from '../readUpdateGraph';

const PATH = '/api/upgrades_info/v1/graph';

/** An update service that answers like Cincinnati. */
export class TestUpdateService {
  intercept: (channel: string, architecture: string) => TestAnswer | undefined =
    () => undefined;
  readonly #nodes = new Map<string, GraphNode[]>();

  static async start(): Promise<TestUpdateService> {
    const service: TestUpdateService = new TestUpdateService(
      await TestServer.start(request => service.#answer(request)),
    );
    return service;
  }

  readonly #server: TestServer;

  private constructor(server: TestServer) {
    this.#server = server;
  }

  get graph(): string {
    return `${this.#server.origin}${PATH}`;
  }

  /** Requested channels, in order. */
  get asked(): string[] {
    return this.#server.requests.map(
      ({ url }) =>
        new URL(url, this.#server.origin).searchParams.get('channel') ?? '',
    );
  }

  /** @param architecture - OCI name. */
  add(channel: string, architecture: string, ...nodes: GraphNode[]): void {
    const key = `${channel} ${architecture}`;
    this.#nodes.set(key, [...(this.#nodes.get(key) ?? []), ...nodes]);
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  #answer({ url, headers }: ReceivedRequest): TestAnswer {
    const { pathname, searchParams } = new URL(url, this.#server.origin);
    const channel = searchParams.get('channel');
    const architecture = searchParams.get('arch') ?? 'amd64';
    if (pathname !== PATH) {
      return { status: 404 };
    }
    if (headers.accept !== 'application/json') {
      return { status: 406 };
    }
    if (!channel) {
      return { status: 400, body: '{"kind":"missing_params"}' };
    }
    return (
      this.intercept(channel, architecture) ?? {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          version: 1,
          nodes: (this.#nodes.get(`${channel} ${architecture}`) ?? []).map(
            node => ({ ...node, metadata: { url: 'https://example.com' } }),
          ),
          edges: [[0, 0]],
          conditionalEdges: [],
        }),
      }
    );
  }
}
