import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  actionsRegistryServiceMock,
  type MockActionsRegistry,
} from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { readDriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { driverEntity } from '../../__testUtils__/driverEntity';
import { AccessBench } from '../../access/__testUtils__/AccessBench';
import { DatabaseDriverImages } from '../../database/builds/DriverImages';
import { DriverManifests } from '../../drivers/DriverManifests';
import { BuildLogWriter } from '../../logs/BuildLogWriter';
import { registerActions } from '../registerActions';
import type { ActionOutputs } from './ActionOutputs';

/** Actions on a real database. The test sets the policy's decisions. */
export class ActionBench extends AccessBench {
  readonly registry: MockActionsRegistry = actionsRegistryServiceMock();
  readonly logger = mockServices.logger.mock();

  constructor(knex: Knex) {
    super(knex);
    registerActions({
      registry: this.registry,
      auth: mockServices.auth(),
      logger: this.logger,
      enter: async () => ({
        index: this.index.index,
        logs: this.logs,
        access: this.access,
        driverManifests: this.#driverManifests(),
      }),
    });
  }

  /** Of the driver `nic`, which has one module. */
  #driverManifests(): DriverManifests {
    return new DriverManifests({
      catalog: catalogServiceMock({
        entities: [
          driverEntity('nic', {
            image: 'registry.example.com/drivers/nic',
            location: 'https://github.com/acme/nic/',
          }),
        ],
      }),
      config: readDriverToolkitConfig(
        mockServices.rootConfig({
          data: {
            driverToolkit: {
              drivers: {
                repositories: [{ prefix: 'registry.example.com/drivers' }],
              },
            },
          },
        }),
      ),
      images: new DatabaseDriverImages(this.knex),
      index: this.index.index,
      revisions: {
        read: async () => ({ commit: 'c0ffee', driverFile: 'modules: [nic]' }),
      },
    });
  }

  /** Invokes an action and returns its output; the default caller is ada. */
  async invoke<N extends keyof ActionOutputs>(
    name: N,
    input: JsonObject,
    credentials: BackstageCredentials = this.caller.credentials,
  ): Promise<ActionOutputs[N]> {
    const { output } = await this.registry.invoke({
      id: `test:${name}`,
      input,
      credentials,
    });
    return output as unknown as ActionOutputs[N];
  }

  /** Claims a queued build like a worker. */
  async claim(): Promise<{ id: string; lease: string }> {
    const claimed = await this.store.claim({
      builder: 'local',
      architectures: ['x86_64'],
      leaseMs: 30_000,
    });
    if (!claimed) {
      throw new Error('No build is queued.');
    }
    return { id: claimed.build.id, lease: claimed.lease };
  }

  async log(buildId: string, lines: LogLine['line'][]): Promise<void> {
    const writer = await BuildLogWriter.open({
      buildId,
      store: this.logs,
      notices: this.notices,
      maxBytes: 1_000_000,
    });
    lines.forEach(line => writer.add(line));
    await writer.close();
  }
}
