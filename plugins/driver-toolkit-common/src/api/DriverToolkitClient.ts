import { readBuildEvents } from './buildEvents';
import type {
  BuildAnswer,
  BuildEvent,
  BuildFilter,
  CoverageFilter,
  DriverManifestsRequest,
  DriverToolkitApi,
  ImageClaimFilter,
  ImageFilter,
  KernelFilter,
  MatrixFilter,
  Page,
  PageRequest,
  RequestOptions,
  TaggedSnapshot,
  VerdictFilter,
} from './DriverToolkitApi';
import { openClient, request, unwrap, type ClientFetch } from './openClient';
import type {
  Build,
  Builder,
  BuildRequest,
  BuildVerdict,
  DriverClaim,
  DriverManifests,
  Image,
  ImageClaim,
  ImageClaimant,
  Kernel,
  KernelCoverage,
  Maintenance,
  MaintenanceRun,
  ModuleCertificate,
  Matrix,
  Snapshot,
  Source,
  VerdictSummary,
} from './types';

/** The part of Backstage's discovery that the client needs. @public */
export interface ClientDiscovery {
  getBaseUrl(pluginId: string): Promise<string>;
}

/**
 * Typed client of the plugin's HTTP API, for browsers and backends.
 *
 * @public
 */
export class DriverToolkitClient implements DriverToolkitApi {
  readonly #discoveryApi: ClientDiscovery;
  readonly #fetchApi: ClientFetch;

  /** @param options - `fetchApi`: default is this process's own fetch */
  static create(options: {
    discoveryApi: ClientDiscovery;
    fetchApi?: ClientFetch;
  }): DriverToolkitClient {
    return new DriverToolkitClient(options);
  }

  private constructor(options: {
    discoveryApi: ClientDiscovery;
    fetchApi?: ClientFetch;
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi ?? { fetch: (...a) => fetch(...a) };
  }

  async getSources(options?: RequestOptions): Promise<Source[]> {
    const client = await this.#client();
    return unwrap(client.GET('/sources', request(options))).then(d => d.items);
  }

  async refreshSource(
    id: string,
    options: RequestOptions & { acceptRemoval?: boolean } = {},
  ): Promise<Source> {
    const client = await this.#client();
    const { acceptRemoval } = options;
    const params = { path: { id }, query: { acceptRemoval } };
    return unwrap(
      client.POST('/sources/{id}/refresh', { params, ...request(options) }),
    );
  }

  async getCoverage(
    filter: CoverageFilter = {},
    options?: RequestOptions,
  ): Promise<Page<KernelCoverage>> {
    const client = await this.#client();
    const params = { query: filter };
    return unwrap(client.GET('/coverage', { params, ...request(options) }));
  }

  async getKernels(
    filter: KernelFilter = {},
    options?: RequestOptions,
  ): Promise<Page<Kernel>> {
    const client = await this.#client();
    const params = { query: filter };
    return unwrap(client.GET('/kernels', { params, ...request(options) }));
  }

  async getKernel(
    source: string,
    kernel: string,
    options?: RequestOptions,
  ): Promise<Kernel> {
    const client = await this.#client();
    const params = { path: { source, kernel } };
    return unwrap(
      client.GET('/kernels/{source}/{kernel}', { params, ...request(options) }),
    );
  }

  async getImages(
    filter: ImageFilter = {},
    options?: RequestOptions,
  ): Promise<Page<Image>> {
    const client = await this.#client();
    const params = { query: filter };
    return unwrap(client.GET('/images', { params, ...request(options) }));
  }

  async getImage(
    repository: string,
    tag: string,
    options?: RequestOptions,
  ): Promise<Image> {
    const client = await this.#client();
    const params = { path: { repository, tag } };
    return unwrap(
      client.GET('/images/{repository}/{tag}', { params, ...request(options) }),
    );
  }

  async getMatrix(
    filter: MatrixFilter,
    options?: RequestOptions,
  ): Promise<Matrix> {
    const client = await this.#client();
    const params = { query: filter };
    return unwrap(client.GET('/matrix', { params, ...request(options) }));
  }

  async getSnapshot(options?: RequestOptions): Promise<Snapshot> {
    const client = await this.#client();
    return unwrap(client.GET('/snapshot', request(options)));
  }

  async getChangedSnapshot(
    tag: string | undefined,
    options?: RequestOptions,
  ): Promise<TaggedSnapshot | undefined> {
    const client = await this.#client();
    const { signal, headers } = request(options);
    const { data, response } = await client.GET('/snapshot', {
      signal,
      headers: { ...headers, ...(tag && { 'if-none-match': tag }) },
    });
    return (
      data && { snapshot: data, tag: response.headers.get('etag') ?? undefined }
    );
  }

  async getBuilds(
    filter: BuildFilter = {},
    options?: RequestOptions,
  ): Promise<Page<Build>> {
    const client = await this.#client();
    const params = { query: filter };
    return unwrap(client.GET('/builds', { params, ...request(options) }));
  }

  async getBuild(id: string, options?: RequestOptions): Promise<Build> {
    const client = await this.#client();
    const params = { path: { id } };
    return unwrap(client.GET('/builds/{id}', { params, ...request(options) }));
  }

  async createBuild(
    body: BuildRequest,
    options?: RequestOptions,
  ): Promise<BuildAnswer> {
    const client = await this.#client();
    const answer = await client.POST('/builds', { body, ...request(options) });
    const build = await unwrap(answer);
    return { build, created: answer.response.status === 201 };
  }

  async cancelBuild(id: string, options?: RequestOptions): Promise<Build> {
    const client = await this.#client();
    const params = { path: { id } };
    return unwrap(
      client.POST('/builds/{id}/cancel', { params, ...request(options) }),
    );
  }

  async retryBuild(id: string, options?: RequestOptions): Promise<BuildAnswer> {
    const client = await this.#client();
    const params = { path: { id } };
    const answer = await client.POST('/builds/{id}/retry', {
      params,
      ...request(options),
    });
    const build = await unwrap(answer);
    return { build, created: answer.response.status === 201 };
  }

  async getBuildLog(
    id: string,
    after = 0,
    options?: RequestOptions,
  ): Promise<string> {
    const client = await this.#client();
    const answer = await client.GET('/builds/{id}/log', {
      params: { path: { id }, query: { after } },
      parseAs: 'text',
      ...request(options),
    });
    // openapi-fetch returns no data for an empty body.
    return answer.data ?? '';
  }

  async *followBuild(
    id: string,
    after = 0,
    options?: RequestOptions,
  ): AsyncIterable<BuildEvent> {
    const client = await this.#client();
    const stream = await unwrap(
      client.GET('/builds/{id}/events', {
        params: { path: { id }, query: { after } },
        parseAs: 'stream',
        ...request(options),
      }),
    );
    yield* readBuildEvents(stream!);
  }

  async getBuildVerdict(
    id: string,
    options?: RequestOptions,
  ): Promise<BuildVerdict | undefined> {
    const client = await this.#client();
    const { data } = await client.GET('/builds/{id}/verdict', {
      params: { path: { id } },
      ...request(options),
    });
    return data;
  }

  async getVerdicts(
    filter: VerdictFilter = {},
    options?: RequestOptions,
  ): Promise<Page<VerdictSummary>> {
    const client = await this.#client();
    const params = { query: filter };
    return unwrap(client.GET('/verdicts', { params, ...request(options) }));
  }

  async getDriverVerdicts(
    namespace: string,
    name: string,
    page: PageRequest = {},
    options?: RequestOptions,
  ): Promise<Page<VerdictSummary>> {
    const client = await this.#client();
    const params = { path: { namespace, name }, query: page };
    return unwrap(
      client.GET('/drivers/{namespace}/{name}/verdicts', {
        params,
        ...request(options),
      }),
    );
  }

  async getBuilders(options?: RequestOptions): Promise<Builder[]> {
    const client = await this.#client();
    return unwrap(client.GET('/builders', request(options))).then(d => d.items);
  }

  async getClaims(
    filter: ImageClaimFilter = {},
    options?: RequestOptions,
  ): Promise<Page<ImageClaim>> {
    const client = await this.#client();
    const params = { query: filter };
    return unwrap(client.GET('/claims', { params, ...request(options) }));
  }

  async getClaim(id: string, options?: RequestOptions): Promise<ImageClaim> {
    const client = await this.#client();
    const params = { path: { id } };
    return unwrap(client.GET('/claims/{id}', { params, ...request(options) }));
  }

  async moveClaim(
    id: string,
    body: ImageClaimant,
    options?: RequestOptions,
  ): Promise<ImageClaim> {
    const client = await this.#client();
    const params = { path: { id } };
    return unwrap(
      client.POST('/claims/{id}/move', { params, body, ...request(options) }),
    );
  }

  async releaseClaim(
    id: string,
    options?: RequestOptions,
  ): Promise<ImageClaim> {
    const client = await this.#client();
    const params = { path: { id } };
    return unwrap(
      client.POST('/claims/{id}/release', { params, ...request(options) }),
    );
  }

  async getDriverClaim(
    entityRef: string,
    options?: RequestOptions,
  ): Promise<DriverClaim> {
    const client = await this.#client();
    const params = { query: { entityRef } };
    return unwrap(client.GET('/driver-claim', { params, ...request(options) }));
  }

  async getModuleCertificates(
    namespace: string,
    name: string,
    options?: RequestOptions,
  ): Promise<ModuleCertificate[]> {
    const client = await this.#client();
    const params = { path: { namespace, name } };
    return unwrap(
      client.GET('/drivers/{namespace}/{name}/certificates', {
        params,
        ...request(options),
      }),
    ).then(d => d.items);
  }

  async getDriverManifests(
    namespace: string,
    name: string,
    query: DriverManifestsRequest,
    options?: RequestOptions,
  ): Promise<DriverManifests> {
    const client = await this.#client();
    const params = { path: { namespace, name }, query };
    return unwrap(
      client.GET('/drivers/{namespace}/{name}/manifests', {
        params,
        ...request(options),
      }),
    );
  }

  async getMaintenance(options?: RequestOptions): Promise<Maintenance[]> {
    const client = await this.#client();
    return unwrap(client.GET('/maintain', request(options))).then(d => d.items);
  }

  async runMaintenance(
    source: string,
    repository: string,
    options?: RequestOptions,
  ): Promise<MaintenanceRun> {
    const client = await this.#client();
    const params = { path: { source, repository } };
    return unwrap(
      client.POST('/maintain/{source}/{repository}/run', {
        params,
        ...request(options),
      }),
    );
  }

  async #client() {
    const baseUrl = await this.#discoveryApi.getBaseUrl('driver-toolkit');
    return openClient(baseUrl, this.#fetchApi);
  }
}
