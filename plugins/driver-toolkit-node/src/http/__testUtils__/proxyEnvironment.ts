const VARIABLES = [
  'http_proxy',
  'HTTP_PROXY',
  'https_proxy',
  'HTTPS_PROXY',
  'no_proxy',
  'NO_PROXY',
];

/**
 * Removes the proxies from this process's environment, and returns a function
 * that restores them.
 */
export function withoutProxies(): () => void {
  const before = VARIABLES.map(name => [name, process.env[name]] as const);
  VARIABLES.forEach(name => delete process.env[name]);
  return () => {
    for (const [name, value] of before) {
      delete process.env[name];
      if (value !== undefined) {
        process.env[name] = value;
      }
    }
  };
}
