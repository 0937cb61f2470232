import { indexReadPermission } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { AccessControl } from './AccessControl';
import type { Caller } from './Caller';
import { WrongConfigurationError } from './WrongConfigurationError';

/**
 * The plugin while its configuration is wrong: it answers each request with the
 * reason.
 */
export class StoppedPlugin {
  readonly #access: AccessControl;
  readonly #problems: string;

  /** @param options - `problems` has one sentence a line, and no secrets */
  constructor(options: { access: AccessControl; problems: string }) {
    this.#access = options.access;
    this.#problems = options.problems;
  }

  /**
   * The answer to a caller. The problems name sources, images and addresses, so
   * only callers who may read the index see them.
   */
  async refusal(caller: Caller): Promise<WrongConfigurationError> {
    return new WrongConfigurationError(
      (await this.#access.allows(caller, indexReadPermission))
        ? `${
            this.#problems
          }\nThe Driver Toolkit does nothing until this is corrected and the backend is restarted.`
        : "The Driver Toolkit has stopped, because its configuration is wrong. Tell the operators of the portal: the backend's log says what is wrong.",
    );
  }
}
