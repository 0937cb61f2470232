import type {
  LoggerService,
  SchedulerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { toError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  DriverToolkitConfig,
  ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { BuildMetrics } from '../builds/BuildMetrics';
import { BuildRequests } from '../builds/BuildRequests';
import { DriverBuildRunner } from '../builds/driver/DriverBuildRunner';
import { DriverVerdicts } from '../builds/driver/DriverVerdicts';
import { KernelRecords } from '../builds/KernelRecords';
import { planDriverBuild } from '../builds/planning/planDriverBuild';
import { planToolkitBuild } from '../builds/planning/planToolkitBuild';
import { BuildQueue } from '../builds/queue/BuildQueue';
import { RevisionReader } from '../builds/repository/RevisionReader';
import { scheduleRetention } from '../builds/scheduleRetention';
import { ToolkitBuildRunner } from '../builds/toolkit/ToolkitBuildRunner';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import { DatabaseDriverImages } from '../database/builds/DriverImages';
import { DatabaseImageClaimStore } from '../database/claims/DatabaseImageClaimStore';
import { DatabaseBuildLogStore } from '../database/logs/BuildLogStore';
import { DatabaseVerdictStore } from '../database/records/DatabaseVerdictStore';
import { DatabaseKernelRecordStore } from '../database/records/KernelRecordStore';
import { RecordStore } from '../database/records/RecordStore';
import { DriverCertificates } from '../drivers/DriverCertificates';
import { DriverClaims } from '../drivers/DriverClaims';
import { DriverManifests } from '../drivers/DriverManifests';
import { ImageClaims } from '../drivers/ImageClaims';
import type { Index } from '../index/Index';
import type { IndexedSources } from '../index/IndexedSources';
import type { SourceRefresher } from '../index/SourceRefresher';
import type { ToolkitInputReader } from '../index/toolkitInputs/ToolkitInputReader';
import { BuildNotices } from '../logs/BuildNotices';
import { readKnownSecrets } from '../logs/secrets/readKnownSecrets';
import { SecretMask } from '../logs/secrets/SecretMask';
import { withoutSecrets } from '../logs/secrets/withoutSecrets';
import { TemporaryFolders } from '../machine/TemporaryFolders';
import type { RegistryDirectory } from '../registries/RegistryDirectory';

/** Milliseconds that reading one tag back into the index may take. */
const READ_BACK_TIMEOUT_MS = 60_000;

/** Puts queue, builders and runners together from the configuration. */
export async function createBuildSystem(options: {
  config: DriverToolkitConfig;
  builders: readonly ImageBuilder[];
  knex: Knex;
  index: Index;
  inputs: ToolkitInputReader;
  sources: IndexedSources;
  refresher: Pick<SourceRefresher, 'refreshImage'>;
  registries: RegistryDirectory;
  catalog: CatalogService;
  logger: LoggerService;
  metrics: MetricsService;
  urlReader: UrlReaderService;
  integrations: ScmIntegrationRegistry;
  onFinished: (buildId: string) => void;
}) {
  const { config, builders, knex, index, catalog, logger, urlReader } = options;
  const { registries } = options;
  const folders = await TemporaryFolders.create((message, error) =>
    logger.warn(message, toError(error)),
  );
  const records = new RecordStore(knex);
  const verdicts = new DatabaseVerdictStore(knex, records);
  const kernelRecords = new DatabaseKernelRecordStore(knex, records);
  const kernels = new KernelRecords(kernelRecords);
  const toolkitRunner = new ToolkitBuildRunner({
    config,
    registries,
    urlReader,
    folders,
    kernels,
  });
  const imageClaims = new DatabaseImageClaimStore(knex);
  const claims = new ImageClaims(imageClaims);
  const driverClaims = new DriverClaims({ catalog, claims, config });
  const driverRunner = new DriverBuildRunner({
    config,
    registries,
    urlReader,
    claims,
    folders,
    kernels,
    verdicts: new DriverVerdicts(verdicts),
  });
  const buildStore = new DatabaseBuildStore(knex);
  const logs = new DatabaseBuildLogStore(knex);
  const notices = new BuildNotices();
  const metrics = new BuildMetrics(options.metrics);
  const record = async (id: string) => {
    try {
      const stored = await buildStore.get(id);
      if (stored) {
        metrics.recordBuild(stored.build);
      }
    } catch (error) {
      logger.debug(
        `Build ${id} could not be counted in the metrics`,
        toError(error),
      );
    }
  };
  const queue = new BuildQueue({
    builders,
    worker: {
      builds: buildStore,
      logs,
      notices,
      logMaxBytes: config.builds.logMaxBytes,
      logger,
      onFinished: id => {
        options.onFinished(id);
        void record(id);
      },
      run: async (plan, context) =>
        withoutSecrets(
          context,
          new SecretMask(await readKnownSecrets(config)),
          masked =>
            plan.type === 'toolkit'
              ? toolkitRunner.run(plan, masked)
              : driverRunner.run(plan, masked),
        ),
      onPushed: async plan => {
        if (plan.type === 'toolkit') {
          await options.refresher.refreshImage(
            plan.repository,
            plan.tag,
            AbortSignal.timeout(READ_BACK_TIMEOUT_MS),
          );
        }
      },
    },
  });
  metrics.observe(() => queue.load());
  const revisions = new RevisionReader({
    urlReader,
    integrations: options.integrations,
    maxBytes: config.drivers.checkoutMaxBytes,
  });
  const buildRequests = new BuildRequests({
    store: buildStore,
    claims,
    queue,
    notices,
    plan: async (request, credentials) => {
      if (request.type === 'toolkit') {
        return planToolkitBuild(request, {
          index,
          sources: options.sources,
          inputs: options.inputs,
          config,
        });
      }
      const plan = await planDriverBuild(request, {
        index,
        catalog,
        credentials,
        config,
        revisions,
      });
      return { plans: [plan], leftOut: [] };
    },
  });
  return {
    buildRequests,
    buildStore,
    verdicts,
    imageClaims,
    driverClaims,
    driverCertificates: new DriverCertificates({
      claims: driverClaims,
      config,
    }),
    driverManifests: new DriverManifests({
      catalog,
      config,
      images: new DatabaseDriverImages(knex),
      index,
      revisions,
    }),
    logs,
    notices,
    queue,
    start: () => {
      void folders.recover();
      queue.start();
    },
    stop: async () => {
      await queue.stop();
      await folders.close();
    },
    schedule: (scheduler: SchedulerService) =>
      scheduleRetention({
        scheduler,
        builds: buildStore,
        verdicts,
        kernelRecords,
        records,
        retention: config.builds.retention,
        logger,
      }),
  };
}
