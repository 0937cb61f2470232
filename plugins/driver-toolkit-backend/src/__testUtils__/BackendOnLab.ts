import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import {
  DriverToolkitClient,
  type Build,
  type BuildEvent,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import driverToolkitPlugin from '../index';
import { driverEntity } from './driverEntity';
import { createDriverRepository } from './driverRepository';
import { readLab, type LabState } from './lab';
import { labConfiguration, type ImagePlaces } from './labConfiguration';
import { SOURCE } from './labKernel';
import { pushRepository, type RepositoryEntry } from './pushRepository';

interface Parts {
  lab: LabState;
  images: ImagePlaces;
  backend: TestBackend;
  /** Environment variables to leave out. */
  environment: NodeJS.ProcessEnv;
  temporary: string;
}

/** A test's additional needs. */
export interface BackendAdditions {
  /**
   * Driver containers in the catalog, by name; their repositories are pushed to
   * the forge.
   */
  drivers?: Record<
    string,
    {
      files: Record<string, RepositoryEntry>;
      /** Its image's repository, without a tag; default: next to the others. */
      image?: string;
    }
  >;
  /** `host:port` that images are pushed to; default: the lab's registry. */
  registry?: string;
  /** The signing key of toolkit images; default: none. */
  signing?: ImagePlaces['signing'];
  /** Replaces what the lab has in the environment of podman. */
  environment?: NodeJS.ProcessEnv;
  /** In addition to the plugin and its dependencies. */
  features?: BackendFeature[];
  /** Whether builder `local` keeps images. Default: true. */
  keepsImages?: boolean;
}

/**
 * The plugin in a backend on the lab, with its sources read.
 *
 * @remarks
 * The catalog has three driver containers: `simple`, `empty`, whose repository
 * has no Containerfile, and `elsewhere`, whose images may not be pushed.
 */
export class BackendOnLab {
  readonly lab: LabState;
  readonly images: ImagePlaces;
  readonly url: string;
  readonly api: DriverToolkitApi;
  readonly #parts: Parts;

  /** @param configuration - added to `driverToolkit` */
  static async start(
    configuration: JsonObject = {},
    additions: BackendAdditions = {},
  ): Promise<BackendOnLab> {
    const lab = readLab();
    const environment = { ...process.env };
    const temporary = await mkdtemp(join(tmpdir(), 'plugin-test-'));
    Object.assign(
      process.env,
      lab.env,
      { TMPDIR: temporary },
      additions.environment,
    );
    // Fresh repositories in the registry, so that every run starts without
    // images.
    const suffix = randomBytes(6).toString('hex');
    const { registry = lab.registry, keepsImages = true } = additions;
    const images = {
      toolkit: `${registry}/it-${suffix}/driver-toolkit`,
      drivers: `${registry}/it-${suffix}/drivers`,
      kept: `localhost/it-${suffix}/driver-toolkit`,
      signing: additions.signing,
    };
    const simple = await createDriverRepository(lab, `simple-${suffix}`, {
      complete: true,
    });
    const empty = await createDriverRepository(lab, `empty-${suffix}`, {
      complete: false,
    });
    const others = await Promise.all(
      Object.entries(additions.drivers ?? {}).map(
        async ([name, { files, image }]) =>
          driverEntity(name, {
            image: image ?? `${images.drivers}/${name}`,
            location: await pushRepository(
              lab.forge,
              `${name}-${suffix}`,
              files,
            ),
          }),
      ),
    );
    const backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        ...(additions.features ?? []),
        mockServices.rootConfig.factory({
          data: labConfiguration(lab, images, configuration, keepsImages),
        }),
        mockServices.urlReader.factory(),
        catalogServiceMock.factory({
          entities: [
            driverEntity('simple', {
              image: `${images.drivers}/simple`,
              location: simple,
            }),
            driverEntity('empty', {
              image: `${images.drivers}/empty`,
              location: empty,
            }),
            driverEntity('elsewhere', {
              image: 'ghcr.io/somebody/else',
              location: simple,
            }),
            ...others,
          ],
        }),
      ],
    });
    const started = new BackendOnLab({
      lab,
      images,
      backend,
      environment,
      temporary,
    });
    await started.api.refreshSource(SOURCE);
    await started.api.refreshSource('lab');
    if (keepsImages) {
      await started.api.refreshSource('kept');
    }
    return started;
  }

  private constructor(parts: Parts) {
    const url = `http://127.0.0.1:${parts.backend.server.port()}/api`;
    this.#parts = parts;
    this.lab = parts.lab;
    this.images = parts.images;
    this.url = `${url}/driver-toolkit`;
    this.api = DriverToolkitClient.create({
      discoveryApi: { getBaseUrl: async plugin => `${url}/${plugin}` },
    });
  }

  /** A build's log and states, to its end or until an event. */
  async follow(
    id: string,
    until?: (event: BuildEvent) => boolean,
  ): Promise<{ build: Build; lines: string[]; states: string[] }> {
    const events: BuildEvent[] = [];
    for await (const event of this.api.followBuild(id)) {
      events.push(event);
      if (until?.(event)) {
        break;
      }
    }
    return {
      build: await this.api.getBuild(id),
      lines: events.flatMap(e => (e.type === 'log' ? [e.line.line] : [])),
      states: events.flatMap(e => (e.type === 'state' ? [e.build.state] : [])),
    };
  }

  async stop(): Promise<void> {
    const { backend, environment, temporary } = this.#parts;
    await backend.stop();
    process.env = environment;
    await rm(temporary, { recursive: true, force: true });
  }
}
