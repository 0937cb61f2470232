import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildStore } from '../database/builds/BuildStore';
import type { PastOutcomes } from '../database/builds/PastOutcomes';
import { describeNews } from './describeNews';
import { newsOf } from './newsOf';
import { recipientsOf } from './recipientsOf';

/**
 * Notifies people about builds that they requested or whose entities they own.
 */
export class BuildNotifier {
  readonly #builds: Pick<BuildStore, 'get'>;
  readonly #past: PastOutcomes;
  readonly #notifications: NotificationService;
  readonly #logger: LoggerService;

  constructor(options: {
    builds: Pick<BuildStore, 'get'>;
    past: PastOutcomes;
    notifications: NotificationService;
    logger: LoggerService;
  }) {
    this.#builds = options.builds;
    this.#past = options.past;
    this.#notifications = options.notifications;
    this.#logger = options.logger;
  }

  /**
   * Call this once, on the replica that ended the build. Never rejects: the
   * build's result does not depend on notifications.
   */
  async onFinished(buildId: string): Promise<void> {
    try {
      await this.#tell(buildId);
    } catch (error) {
      if (isWithoutNotifications(error)) {
        this.#logger.debug(
          `Nobody was notified of build ${buildId}: this portal has no notifications backend.`,
        );
      } else {
        this.#logger.warn(
          `Nobody was notified of build ${buildId}; its page shows how it ended`,
          error as Error,
        );
      }
    }
  }

  async #tell(buildId: string): Promise<void> {
    const build = (await this.#builds.get(buildId))?.build;
    if (!build || !isFinished(build)) {
      return;
    }
    const news = newsOf(build, await this.#past.before(buildId));
    if (news) {
      await this.#notifications.send({
        recipients: { type: 'entity', entityRef: recipientsOf(build) },
        payload: describeNews(build, news),
      });
    }
  }
}

/** The service's error has the answer's status only in its message. */
function isWithoutNotifications(error: unknown): boolean {
  return error instanceof Error && /\bstatus 404\b/.test(error.message);
}
