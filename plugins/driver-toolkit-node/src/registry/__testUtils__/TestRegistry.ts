import {
  TestServer,
  type ReceivedRequest,
  type TestAnswer,
} from '../../http/__testUtils__/TestServer';
import { MANIFEST_TYPES } from '../mediaTypes';
import type { Content, TestImage } from './imageContent';

/** Answers instead of the registry, or passes the request to it. */
export type Interception = (request: ReceivedRequest) => TestAnswer | undefined;

/**
 * A registry with one repository: the reading part of the distribution
 * specification.
 */
export class TestRegistry {
  /** Tags on one page, each page with a relative `Link` to the next. */
  pageSize = 1000;
  intercept: Interception = () => undefined;
  /** Awaited before each answer. */
  delay: (request: ReceivedRequest) => Promise<void> = async () => {};
  entityTags = true;
  /**
   * The referrers API's lists, by digest; undefined for a registry without it.
   */
  referrers: Map<string, Content> | undefined;
  readonly #tags = new Map<string, Content>();
  readonly #contents = new Map<string, Content>();

  static async start(repository: string): Promise<TestRegistry> {
    const registry: TestRegistry = new TestRegistry(
      repository,
      await TestServer.start(async request => {
        await registry.delay(request);
        return registry.#answer(request);
      }),
    );
    return registry;
  }

  readonly #repository: string;
  readonly #server: TestServer;

  private constructor(repository: string, server: TestServer) {
    this.#repository = repository;
    this.#server = server;
  }

  get host(): string {
    return this.#server.host;
  }

  get origin(): string {
    return this.#server.origin;
  }

  get image(): string {
    return `${this.host}/${this.#repository}`;
  }

  get requests(): ReceivedRequest[] {
    return this.#server.requests;
  }

  addImage(tag: string, image: TestImage): void {
    this.addContent(image.config, image.manifest);
    this.#tags.set(tag, image.manifest);
  }

  addIndex(tag: string, index: Content, images: TestImage[]): void {
    for (const { config, manifest } of images) {
      this.addContent(config, manifest);
    }
    this.addContent(index);
    this.#tags.set(tag, index);
  }

  /** Any content for the tag. */
  addTag(tag: string, content: Content): void {
    this.addContent(content);
    this.#tags.set(tag, content);
  }

  addContent(...contents: Content[]): void {
    contents.forEach(content => this.#contents.set(content.digest, content));
  }

  removeTag(tag: string): void {
    this.#tags.delete(tag);
  }

  removeContent({ digest }: Content): void {
    this.#contents.delete(digest);
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  #answer(request: ReceivedRequest): TestAnswer {
    return this.intercept(request) ?? this.#regularAnswer(request);
  }

  #regularAnswer(request: ReceivedRequest): TestAnswer {
    const url = new URL(request.url, this.origin);
    const prefix = `/v2/${this.#repository}/`;
    if (!url.pathname.startsWith(prefix)) {
      return failure(404, 'NAME_UNKNOWN');
    }
    const [kind, name] = url.pathname.slice(prefix.length).split('/');
    if (kind === 'tags') {
      return this.#tagPage(url);
    }
    if (kind === 'referrers') {
      return this.#referrersOf(name);
    }
    const content = this.#tags.get(name) ?? this.#contents.get(name);
    if (!content) {
      return failure(
        404,
        kind === 'blobs' ? 'BLOB_UNKNOWN' : 'MANIFEST_UNKNOWN',
      );
    }
    const accepted = (request.headers.accept ?? '').split(', ');
    if (
      kind === 'manifests' &&
      !MANIFEST_TYPES.every(type => accepted.includes(type))
    ) {
      return failure(406, 'MANIFEST_INVALID');
    }
    const headers = {
      'content-type': content.mediaType,
      'docker-content-digest': content.digest,
      ...(this.entityTags && { etag: `"${content.digest}"` }),
    };
    const isKnown =
      this.entityTags &&
      request.headers['if-none-match'] === `"${content.digest}"`;
    return isKnown ? { status: 304 } : { body: content.body, headers };
  }

  #referrersOf(digest: string): TestAnswer {
    const none = '{"schemaVersion":2,"manifests":[]}';
    return this.referrers
      ? { body: this.referrers.get(digest)?.body ?? none }
      : { status: 404, body: '404 page not found' };
  }

  #tagPage(url: URL): TestAnswer {
    const last = url.searchParams.get('last') ?? '';
    const left = [...this.#tags.keys()].sort().filter(tag => tag > last);
    const tags = left.slice(0, this.pageSize);
    const next = `tags/list?last=${tags.at(-1)}&n=${this.pageSize}`;
    return {
      body: JSON.stringify({ name: this.#repository, tags }),
      headers:
        left.length > tags.length
          ? { link: `</v2/${this.#repository}/${next}>; rel="next"` }
          : {},
    };
  }
}

/** An error in the specification's form. */
export function failure(status: number, code: string): TestAnswer {
  return {
    status,
    body: JSON.stringify({ errors: [{ code, message: `${code} it is` }] }),
    headers: { 'content-type': 'application/json' },
  };
}
