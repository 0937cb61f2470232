import type { AddressScope } from './addressScope';

/**
 * Whether a server of one scope may send its readers to another: never inwards,
 * so that nobody outside reaches through this machine what only it can reach.
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
