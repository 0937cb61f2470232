import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  BuiltImage,
  ImageBuild,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readLab, type LabState } from '../../../__testUtils__/lab';
import { queryLabPodman } from '../../../__testUtils__/queryLabPodman';
import { PodmanBuilder } from '../PodmanBuilder';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import { DEFAULT_STORAGE } from '../storage/storeLimits';

const CONFIG: PodmanBuilderConfig = {
  id: 'test',
  type: 'podman',
  architectures: ['x86_64'],
  concurrency: 1,
  limits: { timeout: { minutes: 5 } },
  extraArguments: ['--network=host'],
};

interface Parts {
  config: PodmanBuilderConfig;
  lab: LabState;
  /** The environment to restore at the end. */
  environment: NodeJS.ProcessEnv;
  folder: string;
  context: string;
  builder: PodmanBuilder;
  otherContainers: string[];
}

/** A builder on the lab's podman, with private folders. */
export class PodmanBench {
  readonly lab: LabState;
  readonly config: PodmanBuilderConfig;
  /** Base directory of the builder. */
  readonly folder: string;
  /** Build context. */
  readonly context: string;
  readonly builder: PodmanBuilder;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #otherContainers: string[];

  /** @param changes - changes of the builder's configuration */
  static async create(
    changes: Partial<PodmanBuilderConfig> = {},
  ): Promise<PodmanBench> {
    const lab = readLab();
    const storage = join(lab.home, 'containers', 'test');
    const config: PodmanBuilderConfig = {
      ...CONFIG,
      storage: { ...DEFAULT_STORAGE, path: storage },
      ...changes,
    };
    const environment = { ...process.env };
    Object.assign(process.env, lab.env);
    const folder = await mkdtemp(join(tmpdir(), 'podman-builder-'));
    const builder = await PodmanBuilder.create(config, folder);
    // Over a connection, podman may not run yet.
    const stores = config.connection ? undefined : await builder.stores();
    if (stores) {
      // For tests that look into the storage.
      await stores.storageIn(stores.toolkitFolder).store();
      process.env.CONTAINERS_STORAGE_CONF = join(
        stores.toolkitFolder.path,
        'storage.conf',
      );
    }
    return new PodmanBench({
      config,
      lab,
      environment,
      folder,
      context: await mkdtemp(join(tmpdir(), 'podman-context-')),
      builder,
      otherContainers: await containers(),
    });
  }

  private constructor(parts: Parts) {
    this.config = parts.config;
    this.lab = parts.lab;
    this.folder = parts.folder;
    this.context = parts.context;
    this.builder = parts.builder;
    this.#environment = parts.environment;
    this.#otherContainers = parts.otherContainers;
  }

  /** Builds the base image with these lines after it. */
  async build(
    lines: string[],
    options: Partial<ImageBuild> & {
      onLine?: (line: string) => void;
      builder?: PodmanBuilder;
    } = {},
  ): Promise<{ image: BuiltImage; output: string[] }> {
    const containerfile = join(this.context, `Containerfile-${randomUUID()}`);
    await writeFile(
      containerfile,
      [`FROM ${this.lab.baseImage}`, ...lines, ''].join('\n'),
    );
    const output: string[] = [];
    const { builder = this.builder, onLine, ...changes } = options;
    const image = await builder.build({
      containerfile,
      context: this.context,
      domain: { type: 'toolkits' },
      arguments: {},
      architecture: 'x86_64',
      registries: [{ prefix: this.lab.registry, insecure: true }],
      signal: new AbortController().signal,
      ...changes,
      onLines: written => {
        output.push(...written);
        written.forEach(line => onLine?.(line));
      },
    });
    return { image, output };
  }

  /** New containers of podman and of builds that stay. */
  async newContainers(): Promise<string[]> {
    await this.builder.tidy();
    const found = await containers();
    return found.filter(id => !this.#otherContainers.includes(id));
  }

  async dispose(): Promise<void> {
    await this.builder.close();
    process.env = this.#environment;
    await rm(this.folder, { recursive: true, force: true });
    await rm(this.context, { recursive: true, force: true });
  }
}

async function containers(): Promise<string[]> {
  const output = await queryLabPodman(['ps', '-aq', '--external']);
  return output.split('\n').filter(Boolean);
}
