import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type {
  Build,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { DIGEST, driverToolkitApi, kernel } from './driverToolkitApi';

const IDS = [0, 1, 2, 3].map(
  n => `01930000-0000-7000-8000-00000000000${n}`,
) as readonly string[];

/** The part of the plugin's HTTP API that builds, with builds that a test runs. */
export class BuildsApi {
  /** Each request, with the body of a POST. */
  readonly asked: string[] = [];
  readonly tokens = new Set<string | undefined>();
  /** Architectures that a request is built for. */
  architectures = ['x86_64'];
  /** Whether a request finds its build queued already. */
  isThere = false;
  refusal?: { status: number; message: string };
  readonly #builds = new Map<string, Build>();
  readonly #lines = new Map<string, string[]>();
  readonly #streams = new Map<string, Set<ServerResponse>>();
  readonly #others = driverToolkitApi({ kernels: [kernel()], images: [] });

  get builds(): Build[] {
    return [...this.#builds.values()];
  }

  readonly serve = async (
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const body = await text(request);
    const url = new URL(request.url!, 'http://localhost');
    this.asked.push(`${request.method} ${url.pathname}${body && ` ${body}`}`);
    this.tokens.add(request.headers.authorization);
    const [, room, id, what] = url.pathname.split('/');
    if (room !== 'builds') {
      this.#others(request, response);
      return;
    }
    const answer = (status: number, value: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (this.refusal) {
      const { status, message } = this.refusal;
      answer(status, {
        error: { name: 'Error', message },
        response: { statusCode: status },
      });
    } else if (id === undefined) {
      const [first, ...siblings] = this.#create(JSON.parse(body));
      answer(this.isThere ? 200 : 201, {
        ...first,
        ...(siblings.length > 0 && { siblings }),
      });
    } else if (what === 'cancel') {
      this.end(id, 'cancelled');
      answer(200, this.#builds.get(id)!);
    } else {
      this.#stream(id, Number(url.searchParams.get('after')), response);
    }
  };

  log(id: string, ...lines: string[]): void {
    const all = this.#lines.get(id)!;
    all.push(...lines);
    const from = all.length - lines.length;
    for (const stream of this.#streams.get(id) ?? []) {
      this.#sendLines(stream, id, from);
    }
  }

  end(id: string, state: BuildState, error?: Build['error']): void {
    const build = {
      ...this.#builds.get(id)!,
      state,
      error,
      ...(state === 'succeeded' && { digest: DIGEST }),
    };
    this.#builds.set(id, build);
    for (const stream of this.#streams.get(id) ?? []) {
      send(stream, 'state', build);
      stream.end();
    }
  }

  /** Cuts the connections of all readers, like a portal that restarts. */
  cut(): void {
    for (const streams of this.#streams.values()) {
      streams.forEach(stream => stream.destroy());
      streams.clear();
    }
  }

  #create(request: Partial<Build>): Build[] {
    const first = this.#builds.size;
    return this.architectures.map((architecture, index) => {
      const id = IDS[first + index];
      const build: Build = {
        type: 'driver',
        source: 'centos-stream-9',
        kernel: '5.14.0-391.el9',
        variant: 'default',
        ...request,
        id,
        state: 'queued',
        architecture,
        imageReference: 'registry.example.com:5000/drivers/acme:1',
        requestedBy: 'user:default/guest',
        createdAt: '2026-12-01T10:00:00.000Z',
        cancelRequested: false,
        lastSequence: 0,
      };
      this.#builds.set(id, build);
      this.#lines.set(id, []);
      return build;
    });
  }

  #stream(id: string, after: number, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    const build = this.#builds.get(id)!;
    this.#sendLines(response, id, after);
    send(response, 'state', build);
    if (['succeeded', 'failed', 'cancelled'].includes(build.state)) {
      response.end();
      return;
    }
    const streams = this.#streams.get(id) ?? new Set();
    this.#streams.set(id, streams.add(response));
    response.on('close', () => streams.delete(response));
  }

  #sendLines(stream: ServerResponse, id: string, from: number): void {
    this.#lines.get(id)!.forEach((line, index) => {
      if (index >= from) {
        send(stream, 'log', { seq: index + 1, line });
      }
    });
  }

  /** Whether anyone reads the log of a build. */
  isFollowed(id: string): boolean {
    return (this.#streams.get(id)?.size ?? 0) > 0;
  }
}

function send(stream: ServerResponse, event: string, data: object): void {
  stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
