import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import { BUILDS_SIGNAL } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * Milliseconds of changes that share one signal, because every browser reads
 * again at each.
 */
const TOGETHER_MS = 250;

/**
 * Tells all browsers that builds have changed, without details: each browser
 * reads them with its user's permissions.
 */
export class BuildSignal {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  #pending = false;

  constructor(options: { signals: SignalsService; logger: LoggerService }) {
    this.#signals = options.signals;
    this.#logger = options.logger;
  }

  /** Call this when builds were queued or have ended. */
  changed(): void {
    if (this.#pending) {
      return;
    }
    this.#pending = true;
    setTimeout(() => {
      this.#pending = false;
      this.#signals
        .publish({
          recipients: { type: 'broadcast' },
          channel: BUILDS_SIGNAL,
          message: {},
        })
        .catch(error => {
          this.#logger.debug(
            'The signal about changed builds could not be sent',
            error,
          );
        });
    }, TOGETHER_MS).unref();
  }
}
