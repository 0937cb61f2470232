import { InputError } from '@backstage/errors';
import type { DriverModule } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * The parameters of a module as the kernel reads them: `name=value`, with the
 * value in double quotes if it has spaces.
 *
 * @throws InputError if the kernel cannot read a value
 */
export function moduleParameters({ name, parameters }: DriverModule): string[] {
  return Object.entries(parameters ?? {}).map(([parameter, value]) => {
    if (/["\p{Cc}]/u.test(value)) {
      throw new InputError(
        `Parameter '${parameter}' of module '${name}' has a double quote or a control character, which the kernel cannot read in a parameter.`,
      );
    }
    return `${parameter}=${/[ ]/.test(value) ? `"${value}"` : value}`;
  });
}
