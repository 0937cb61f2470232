import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  BuildRequest,
  Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageBuilder } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { BuildRequests } from '../../builds/BuildRequests';
import { BuildQueue } from '../../builds/queue/BuildQueue';
import { DatabaseBuildStore } from '../../database/builds/DatabaseBuildStore';
import { DatabaseImageClaimStore } from '../../database/claims/DatabaseImageClaimStore';
import { DatabaseBuildLogStore } from '../../database/logs/BuildLogStore';
import { DatabaseVerdictStore } from '../../database/records/DatabaseVerdictStore';
import { RecordStore } from '../../database/records/RecordStore';
import { ImageClaims } from '../../drivers/ImageClaims';
import {
  createTestIndex,
  type TestIndex,
} from '../../index/__testUtils__/TestIndex';
import { BuildNotices } from '../../logs/BuildNotices';
import type { BuildPlan } from '../../plans/BuildPlan';
import { createAccess } from '../../wiring/createAccess';
import type { AccessSystem } from '../AccessSystem';
import { buildRules } from '../buildRules';
import type { Caller } from '../Caller';

/** An audit event and its outcome. */
export interface RecordedEvent {
  eventId: string;
  severityLevel?: string;
  meta?: object;
  outcome: 'succeeded' | 'failed';
  error?: string;
}

/**
 * Requests on a real database, with a queue that runs nothing. The test sets
 * the policy's decisions.
 */
export class AccessBench {
  readonly events: RecordedEvent[] = [];
  readonly caller: Caller = {
    credentials: mockCredentials.user('user:default/ada'),
  };
  readonly store: DatabaseBuildStore;
  readonly verdicts: DatabaseVerdictStore;
  readonly imageClaims: DatabaseImageClaimStore;
  readonly logs: DatabaseBuildLogStore;
  readonly notices = new BuildNotices();
  readonly builds: BuildRequests;
  /** Repositories of drivers other than `forge.example.com/drivers/<name>`. */
  readonly repositories = new Map<string, string>();
  isReachable = true;
  /** How often a change of builds was reported. */
  changes = 0;
  readonly index: TestIndex;
  readonly access: AccessSystem;
  /** The policy's decision on every request. */
  decision: PolicyDecision = { result: AuthorizeResult.ALLOW };
  /** The entities that a conditional decision allows. */
  owned: string[] = [];

  /** @param entities - in the catalog */
  constructor(readonly knex: Knex, entities: Entity[] = []) {
    this.store = new DatabaseBuildStore(knex);
    this.logs = new DatabaseBuildLogStore(knex);
    this.index = createTestIndex(knex);
    const queue = new BuildQueue({
      builders: [this.#idleBuilder()],
      worker: {
        builds: this.store,
        logs: this.logs,
        notices: this.notices,
        logMaxBytes: 1_000_000,
        logger: mockServices.logger.mock(),
        run: async () => undefined,
        onPushed: async () => {},
      },
    });
    this.verdicts = new DatabaseVerdictStore(knex, new RecordStore(knex));
    this.imageClaims = new DatabaseImageClaimStore(knex);
    this.builds = new BuildRequests({
      store: this.store,
      claims: new ImageClaims(this.imageClaims),
      queue,
      notices: this.notices,
      plan: async request => ({
        plans: [planOf(request, this.repositories)],
        leftOut: [],
      }),
    });
    this.access = createAccess({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities }),
      permissionsRegistry: mockServices.permissionsRegistry.mock({
        getPermissionRuleset: () => ({ getRuleByName: ruleByName as never }),
      }),
      platform: 'platform',
      auditor: this.#auditor(),
      permissions: this.#permissions(),
      buildRequests: this.builds,
      buildStore: this.store,
      verdicts: this.verdicts,
      imageClaims: this.imageClaims,
      index: this.index.index,
      refreshNow: this.index.refreshNow,
      onChanged: () => this.changes++,
    });
  }

  /** Allows the caller these entities only. */
  allowOnly(...entityRefs: string[]): void {
    this.owned = entityRefs;
    this.decision = {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'catalog',
      resourceType: 'catalog-entity',
      conditions: {
        rule: 'IS_ENTITY_OWNER',
        resourceType: 'catalog-entity',
        params: { claims: ['user:default/ada'] },
      },
    };
  }

  deny(): void {
    this.decision = { result: AuthorizeResult.DENY };
  }

  async readSource(): Promise<Source> {
    return this.index.index.source('stream');
  }

  /** A builder that never runs anything. */
  #idleBuilder(): ImageBuilder {
    return {
      config: {
        id: 'local',
        type: 'podman',
        architectures: ['x86_64'],
        concurrency: 1,
        limits: { timeout: { minutes: 1 } },
        extraArguments: [],
      },
      ping: async () => ({ reachable: this.isReachable, problems: [] }),
      inspect: async () => ({ reachable: this.isReachable, problems: [] }),
    } as unknown as ImageBuilder;
  }

  #permissions() {
    return mockServices.permissions.mock({
      authorizeConditional: async queries => queries.map(() => this.decision),
      authorize: async requests =>
        requests.map(({ resourceRef }) => ({
          result:
            this.decision.result === AuthorizeResult.CONDITIONAL
              ? this.#ownership(resourceRef)
              : this.decision.result,
        })),
    });
  }

  #ownership(resourceRef: string | undefined) {
    return resourceRef !== undefined && this.owned.includes(resourceRef)
      ? AuthorizeResult.ALLOW
      : AuthorizeResult.DENY;
  }

  #auditor() {
    return mockServices.auditor.mock({
      createEvent: async ({ eventId, severityLevel, meta }) => ({
        success: async options => {
          this.events.push({
            eventId,
            severityLevel,
            meta: { ...meta, ...options?.meta },
            outcome: 'succeeded',
          });
        },
        fail: async ({ error }) => {
          this.events.push({
            eventId,
            severityLevel,
            meta,
            outcome: 'failed',
            error: error.name,
          });
        },
      }),
    });
  }
}

function ruleByName(name: string) {
  return Object.values(buildRules).find(rule => rule.name === name);
}

/** The plan that planning would make for a request. */
function planOf(
  request: BuildRequest,
  repositories: ReadonlyMap<string, string>,
): BuildPlan {
  const { source, kernel } = request;
  const repositoryOf = (entityRef: string) =>
    repositories.get(entityRef) ??
    `forge.example.com/drivers/${entityRef.split('/')[1]}`;
  const common = { source, kernel, architecture: 'x86_64' };
  return request.type === 'toolkit'
    ? {
        ...common,
        type: 'toolkit',
        repository: 'registry',
        tag: kernel,
        imageReference: `registry.example.com/dtk:${kernel}`,
        baseImage: 'base',
        unameReleases: [],
      }
    : {
        ...common,
        type: 'driver',
        variant: 'default',
        unameRelease: `${kernel}.x86_64`,
        entityRef: request.entityRef,
        location: `https://${repositoryOf(request.entityRef)}`,
        sourceRepository: repositoryOf(request.entityRef),
        toolkitImage: 'registry.example.com/dtk@sha256:abc',
        imageReference: `registry.example.com/${
          source === 'stream' ? 'simple' : source
        }:${kernel}.x86_64`,
      };
}
