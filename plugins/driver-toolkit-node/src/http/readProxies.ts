import { InputError } from '@backstage/errors';

/**
 * The proxies of an environment, with Go's rules: the lower-case name takes
 * precedence, an empty value means none, and an address without a scheme means
 * HTTP, like in curl.
 *
 * @returns an empty text for none
 * @throws InputError if it is not an address; the message does not quote it,
 * because it may contain a password
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

/**
 * A variable by its lower-case name, or else by its upper-case name; empty
 * means unset.
 */
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
