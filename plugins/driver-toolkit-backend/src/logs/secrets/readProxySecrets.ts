/**
 * Environment variables, in upper or lower case, that name proxies for a
 * build's programs.
 */
const VARIABLES = ['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy'];

/** Passwords of the proxies that a process and the programs it starts use. */
export function readProxySecrets(environment: NodeJS.ProcessEnv): string[] {
  return VARIABLES.flatMap(name => [name, name.toUpperCase()])
    .map(name => environment[name])
    .filter(value => value !== undefined)
    .flatMap(secretsOf);
}

function secretsOf(proxy: string): string[] {
  // curl and Go treat a proxy without a scheme as HTTP.
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy)
    ? proxy
    : `http://${proxy}`;
  if (!URL.canParse(address)) {
    return [];
  }
  const { username, password } = new URL(address);
  return password === ''
    ? []
    : [password, decode(password), `${decode(username)}:${decode(password)}`];
}

/** A `%` without an escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
