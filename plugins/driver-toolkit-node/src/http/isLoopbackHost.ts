import { addressScope } from './addressScope';

/** Whether a URL's host is this machine, judged by its name only. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return host === 'localhost' || addressScope(host) === 'loopback';
}
