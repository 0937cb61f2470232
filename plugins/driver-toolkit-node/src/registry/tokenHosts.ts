import { isIP } from 'node:net';

/** Token hosts of registries that use another domain for them. */
const KNOWN_HOSTS = new Map([['registry.redhat.io', ['sso.redhat.com']]]);

/** The hosts that may get a registry's credentials. */
export interface TokenHosts {
  /** By name; the registry itself is the first. */
  names: string[];
  /** Itself and everything under it. */
  domain?: string;
}

/**
 * The hosts that may get a registry's credentials: itself and hosts of its
 * domain, such as `auth.docker.io` for `registry-1.docker.io`.
 *
 * @remarks
 * The domain is the last two labels of the registry's name, or the last three
 * where two may be a public suffix: a country and up to three letters, as
 * `co.uk`. Addresses and names with fewer labels have no domain. Customers of
 * one provider share a domain (`acme.azurecr.io`), so only that provider's
 * registry could misdirect credentials.
 */
export function tokenHosts(registry: string): TokenHosts {
  const names = [registry, ...(KNOWN_HOSTS.get(registry) ?? [])];
  return { names, domain: ownDomain(registry) };
}

/** Whether a host name is among them. */
export function isTokenHost(host: string, hosts: TokenHosts): boolean {
  const { names, domain } = hosts;
  return (
    names.includes(host) ||
    (domain !== undefined && (host === domain || host.endsWith(`.${domain}`)))
  );
}

function ownDomain(host: string): string | undefined {
  const labels = host.split('.');
  if (isIP(host) !== 0 || labels.includes('')) {
    return undefined;
  }
  const [second = '', top = ''] = labels.slice(-2);
  const count = top.length === 2 && second.length <= 3 ? 3 : 2;
  return labels.length < count ? undefined : labels.slice(-count).join('.');
}
