import { lookup } from 'node:dns/promises';
import { addressScope, type AddressScope } from './addressScope';

/** The addresses of a host name. */
export interface ResolvedAddress {
  address: string;
  family: number;
  scope: AddressScope;
}

/** Resolves a host name or an address. */
export type AddressResolver = (hostname: string) => Promise<ResolvedAddress[]>;

/** Asks the system, like other programs. */
export const resolveAddresses: AddressResolver = async hostname => {
  const found = await lookup(hostname, { all: true });
  return found.map(entry => ({ ...entry, scope: addressScope(entry.address) }));
};
