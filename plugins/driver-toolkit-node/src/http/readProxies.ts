import { InputError } from '@backstage/errors';

/**
 * The proxies of an environment, as Go reads it: the name in small letters
 * comes first, an empty one is none, and an address without a scheme is one of
 * HTTP, as it is for curl.
 *
 * @returns an empty text for none
 * @throws InputError on what is no address; without it, as it may have a password
 */
export function readProxies(environment: NodeJS.ProcessEnv): {
  httpProxy: string;
  httpsProxy: string;
} {
  return {
    httpProxy: readProxy(environment, 'http_proxy'),
    httpsProxy: readProxy(environment, 'https_proxy'),
  };
}

/** A variable by its name in small letters, else in capitals; empty is not set. */
export function readVariable(
  environment: NodeJS.ProcessEnv,
  name: string,
): string {
  return environment[name] || environment[name.toUpperCase()] || '';
}

function readProxy(environment: NodeJS.ProcessEnv, name: string): string {
  const value = readVariable(environment, name);
  if (value === '') {
    return value;
  }
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value)
    ? value
    : `http://${value}`;
  if (!URL.canParse(address)) {
    throw new InputError(
      `The environment variable ${name.toUpperCase()} is not the address of a proxy, such as http://proxy.example.com:3128`,
    );
  }
  return address;
}
