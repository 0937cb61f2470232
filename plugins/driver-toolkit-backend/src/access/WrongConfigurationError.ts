import { CustomErrorBase } from '@backstage/errors';

/** The plugin has stopped, because its configuration is wrong. */
export class WrongConfigurationError extends CustomErrorBase {
  name = 'WrongConfigurationError' as const;
  /**
   * Backstage has no error class with this status, and answers with this
   * property.
   */
  readonly statusCode = 503;
}
