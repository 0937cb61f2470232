/** Environment variables that podman and the programs that it starts need. */
const ALLOWED = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TZ',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  // For systemd, which makes its cgroups.
  'DBUS_SESSION_BUS_ADDRESS',
  'NOTIFY_SOCKET',
  // Its configuration and connections.
  'CONTAINERS_CONF',
  'CONTAINERS_CONF_OVERRIDE',
  'CONTAINERS_STORAGE_CONF',
  'CONTAINERS_REGISTRIES_CONF',
  'REGISTRIES_CONFIG_PATH',
  'STORAGE_DRIVER',
  'STORAGE_OPTS',
  'CONTAINER_HOST',
  'CONTAINER_CONNECTION',
  'CONTAINER_SSHKEY',
  'SSH_AUTH_SOCK',
  // Registries.
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];
/** In upper and lower case. */
const PROXIES = [
  'http_proxy',
  'https_proxy',
  'ftp_proxy',
  'all_proxy',
  'no_proxy',
];

/**
 * The part of an environment that podman gets. The rest, such as the portal's
 * secrets, must not reach a program that runs other people's code.
 */
export function podmanEnvironment(
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) =>
        ALLOWED.includes(name) ||
        name.startsWith('LC_') ||
        PROXIES.includes(name.toLowerCase()),
    ),
  );
}
