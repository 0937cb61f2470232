import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import { BUILDS_SIGNAL } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Milliseconds of changes that one signal is for: everybody reads again at each. */
const TOGETHER_MS = 250;

/**
 * Hints to whoever looks at builds that there is something new, in every
 * browser. Says not what: that is read with the permissions of each.
 */
export class BuildSignal {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  #pending = false;

  constructor(options: { signals: SignalsService; logger: LoggerService }) {
    this.#signals = options.signals;
    this.#logger = options.logger;
  }

  /** To be called when builds were queued or have ended. */
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
          this.#logger.debug('No signal of builds was sent', error);
        });
    }, TOGETHER_MS).unref();
  }
}
