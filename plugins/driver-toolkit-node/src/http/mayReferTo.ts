import type { AddressScope } from './addressScope';

/**
 * Whether a server of one scope may redirect to another: never inwards, so that
 * no outsider can use this machine to reach internal servers.
 */
export function mayReferTo(from: AddressScope, to: AddressScope): boolean {
  const allowed: Record<AddressScope, AddressScope[]> = {
    public: ['public'],
    private: ['public', 'private'],
    loopback: ['public', 'private', 'loopback'],
    reserved: ['public'],
  };
  return allowed[from].includes(to);
}
