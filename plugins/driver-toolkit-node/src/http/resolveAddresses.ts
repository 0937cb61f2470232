import { lookup } from 'node:dns/promises';
import { addressScope, type AddressScope } from './addressScope';

/** Where a host name leads. */
export interface ResolvedAddress {
  address: string;
  family: number;
  scope: AddressScope;
}

/** Looks a host name, or an address, up. */
export type AddressResolver = (hostname: string) => Promise<ResolvedAddress[]>;

/** Asks the system, as every other program of this machine does. */
export const resolveAddresses: AddressResolver = async hostname => {
  const found = await lookup(hostname, { all: true });
  return found.map(entry => ({ ...entry, scope: addressScope(entry.address) }));
};
