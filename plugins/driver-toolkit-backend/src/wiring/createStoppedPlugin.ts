import type {
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AccessControl } from '../access/AccessControl';
import { StoppedPlugin } from '../access/StoppedPlugin';
import { WrongConfigurationError } from '../access/WrongConfigurationError';

/**
 * Replaces the plugin while its configuration is wrong, so that the portal
 * still starts. The log says once what is wrong.
 *
 * @throws the error, if it has another reason
 */
export function createStoppedPlugin(
  error: unknown,
  options: { logger: LoggerService; permissions: PermissionsService },
): { access: AccessControl; stopped: StoppedPlugin } {
  if (!(error instanceof WrongConfigurationError)) {
    throw error;
  }
  const problems = error.message;
  options.logger.error(
    `The Driver Toolkit has stopped, because its configuration is wrong: ${problems.replaceAll(
      '\n',
      ' ',
    )}`,
  );
  const access = new AccessControl(options.permissions);
  return { access, stopped: new StoppedPlugin({ access, problems }) };
}
