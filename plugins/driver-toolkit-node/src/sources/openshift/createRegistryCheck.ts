import { ServiceUnavailableError } from '@backstage/errors';
import type { AddressScope } from '../../http/addressScope';
import { mayReferTo } from '../../http/mayReferTo';
import { resolveAddresses } from '../../http/resolveAddresses';

/**
 * Refuses registries that an update service must not name: a public one cannot
 * lead to addresses that only this network or machine reaches.
 *
 * @remarks
 * A host that cannot be resolved here passes: a proxy may resolve it, and
 * otherwise the connection reports the error.
 *
 * @param updateService - Its configured host name.
 */
export function createRegistryCheck(
  updateService: string,
): (registry: string) => Promise<void> {
  const checks = new Map<string, Promise<void>>();
  const check = async (registry: string) => {
    const host = new URL(`https://${registry}`).hostname;
    const [from] = await scopesOf(updateService);
    const scopes = await scopesOf(host);
    if (from && scopes.some(scope => !mayReferTo(from, scope))) {
      throw new ServiceUnavailableError(
        `its images are at ${registry}, which is refused: that is a ${scopes[0]} address, and the update service's own is not`,
      );
    }
  };
  return registry => {
    const known = checks.get(registry) ?? check(registry);
    checks.set(registry, known);
    return known;
  };
}

async function scopesOf(hostname: string): Promise<AddressScope[]> {
  try {
    const addresses = await resolveAddresses(
      hostname.replace(/^\[(.*)\]$/, '$1'),
    );
    return addresses.map(({ scope }) => scope);
  } catch {
    return [];
  }
}
