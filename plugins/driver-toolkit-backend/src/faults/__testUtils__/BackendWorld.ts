import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import createKnex, { type Knex } from 'knex';
import { readLab, type LabState } from '../../__testUtils__/lab';
import { removeFolder } from '../../machine/removeFolder';
import { RegistryProxy } from '../../trust/__testUtils__/RegistryProxy';
import { BackendProcess } from './BackendProcess';
import { findLeftovers, listLeftovers } from './findLeftovers';
import { Gate } from './Gate';
import { KernelMirror } from './KernelMirror';
import { podmanOn } from './podmanOn';
import { publishTinyBase } from './publishTinyBase';
import {
  REPOSITORY,
  SOURCE,
  worldConfiguration,
  worldContainerfile,
} from './worldConfiguration';

const MANIFEST_TYPES =
  'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json';

interface Parts {
  lab: LabState;
  /** The environment to restore at the end. */
  environment: NodeJS.ProcessEnv;
  /** The environment of the backends. */
  env: NodeJS.ProcessEnv;
  folder: string;
  /** The namespace of all images in the registry. */
  namespace: string;
  registry: RegistryProxy;
  mirror: KernelMirror;
  gate: Gate;
  token: string;
  postgres?: string;
}

/**
 * What tests need that kill whole backends: a podman with its own storage,
 * which may be damaged, the lab's registry behind a proxy, a mirror with as
 * many kernels as a test needs, and a gate at which each image's only step
 * waits.
 */
export class BackendWorld {
  readonly kernels: readonly string[];
  readonly gate: Gate;
  readonly registry: RegistryProxy;
  /** `TMPDIR` of the backends. */
  readonly temporary: string;
  readonly #parts: Parts;
  readonly #backends = new Set<BackendProcess>();
  #database?: Knex;
  #asked = 0;

  /** @param postgres - a server's connection string; the database is SQLite otherwise */
  static async create(options: {
    kernels: number;
    builder?: Parameters<typeof worldConfiguration>[0]['builder'];
    postgres?: string;
  }): Promise<BackendWorld> {
    const { kernels, builder = {}, postgres } = options;
    const lab = readLab();
    const environment = { ...process.env };
    Object.assign(process.env, lab.env);
    // The real path, which the kernel and container runtimes report.
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'faults-')));
    const env = { ...process.env, ...(await podmanOn(folder, lab)) };
    const namespace = `it-${randomBytes(6).toString('hex')}`;
    const parts: Parts = {
      lab,
      environment,
      env,
      folder,
      namespace,
      registry: await RegistryProxy.start(lab.registry),
      mirror: await KernelMirror.start(kernels),
      gate: await Gate.start(),
      token: randomBytes(16).toString('hex'),
      postgres,
    };
    await configure(parts, builder);
    await publishTinyBase(
      lab.baseImage,
      folder,
      `${lab.registry}/${namespace}/base:9`,
    );
    return new BackendWorld(parts);
  }

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.kernels = parts.mirror.kernels;
    this.gate = parts.gate;
    this.registry = parts.registry;
    this.temporary = parts.env.TMPDIR!;
  }

  /** A backend that is not started yet. */
  async spawn(env: NodeJS.ProcessEnv = {}): Promise<BackendProcess> {
    const { folder, token } = this.#parts;
    const backend = await BackendProcess.spawn({
      configFile: join(folder, 'app-config.json'),
      token,
      env: { ...this.#parts.env, ...env },
    });
    this.#backends.add(backend);
    return backend;
  }

  /** Starts the first backend, which reads kernels and images. */
  async start(): Promise<BackendProcess> {
    const backend = await (await this.spawn()).start();
    await backend.api.refreshSource(SOURCE);
    await backend.api.refreshSource(REPOSITORY);
    return backend;
  }

  /** A kernel that no build was requested for yet. */
  nextKernel(): string {
    return this.kernels[this.#asked++];
  }

  async request(backend: BackendProcess, kernel: string): Promise<Build> {
    const { build } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel,
    });
    return build;
  }

  /**
   * The digest under a kernel's tag in the registry; undefined if there is
   * none.
   */
  async digestOf(kernel: string): Promise<string | undefined> {
    const { lab, namespace } = this.#parts;
    const answer = await fetch(
      `http://${lab.registry}/v2/${namespace}/driver-toolkit/manifests/${kernel}`,
      { method: 'HEAD', headers: { accept: MANIFEST_TYPES } },
    );
    return answer.headers.get('docker-content-digest') ?? undefined;
  }

  /** The plugin's own database. */
  get database(): Knex {
    const { folder, postgres } = this.#parts;
    this.#database ??= createKnex(
      postgres
        ? {
            client: 'pg',
            connection: new URL('/backstage_plugin_driver-toolkit', postgres)
              .href,
            // No idle connection stays open, because a server that stops would
            // break it.
            pool: { min: 0, idleTimeoutMillis: 100, reapIntervalMillis: 50 },
          }
        : {
            client: 'better-sqlite3',
            connection: { filename: join(folder, 'driver-toolkit.sqlite') },
            useNullAsDefault: true,
          },
    );
    return this.#database;
  }

  /** Ends all leases now, when no backend is left that renews them. */
  async endLeases(): Promise<void> {
    await this.database('builds')
      .whereNotNull('lease')
      .update({ lease_until: new Date(0).toISOString() });
  }

  /** How often a build lost its worker. */
  async interruptionsOf({ id }: Build): Promise<number> {
    const row = await this.database('builds').where({ id }).first();
    return row.interruptions;
  }

  /** See {@link listLeftovers}. */
  present(): Promise<string[]> {
    return listLeftovers(this.#parts.env);
  }

  /** See {@link findLeftovers}. */
  leftovers(): Promise<string[]> {
    return findLeftovers(this.#parts.env);
  }

  /** Leaves the lab as it was. */
  async stop(): Promise<void> {
    const { registry, mirror, gate, folder, environment } = this.#parts;
    await Promise.all([...this.#backends].map(backend => backend.stop()));
    await this.#database?.destroy();
    await gate.stop();
    await registry.close();
    await mirror.stop();
    process.env = environment;
    await removeFolder(folder);
  }
}

async function configure(
  parts: Parts,
  builder: Parameters<typeof worldConfiguration>[0]['builder'],
): Promise<void> {
  const { folder, gate, mirror, namespace, postgres, registry, token } = parts;
  const containerfile = join(folder, 'Containerfile');
  await writeFile(containerfile, worldContainerfile(gate.path));
  const configuration = worldConfiguration({
    database: postgres
      ? { client: 'pg', connection: postgres }
      : { client: 'better-sqlite3', connection: { directory: folder } },
    token,
    mirror: mirror.url,
    registry: `${registry.host}/${namespace}`,
    containerfile,
    builder,
  });
  await writeFile(
    join(folder, 'app-config.json'),
    JSON.stringify(configuration),
  );
}
