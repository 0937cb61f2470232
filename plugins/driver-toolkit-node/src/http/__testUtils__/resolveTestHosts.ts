import type { AddressScope } from '../addressScope';
import { resolveAddresses, type AddressResolver } from '../resolveAddresses';

/**
 * Resolves names under `.test` to this machine, with the scope in the name's
 * beginning, such as `public.test` and `private-b.test`.
 */
export const resolveTestHosts: AddressResolver = async hostname => {
  const [, scope] = /^(public|private|loopback|reserved)\b.*\.test$/.exec(
    hostname,
  ) ?? [undefined, undefined];
  return scope === undefined
    ? await resolveAddresses(hostname)
    : [{ address: '127.0.0.1', family: 4, scope: scope as AddressScope }];
};
