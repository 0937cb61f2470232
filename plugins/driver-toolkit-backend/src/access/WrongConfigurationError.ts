import { CustomErrorBase } from '@backstage/errors';

/** The plugin has stopped, because its configuration is wrong. */
export class WrongConfigurationError extends CustomErrorBase {
  name = 'WrongConfigurationError' as const;
  /** Backstage knows no error for it, and answers with this. */
  readonly statusCode = 503;
}
