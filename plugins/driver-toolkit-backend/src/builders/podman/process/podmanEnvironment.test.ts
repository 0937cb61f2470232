import { podmanEnvironment } from './podmanEnvironment';

describe('podmanEnvironment', () => {
  it('keeps only the variables that configure podman', () => {
    expect(
      podmanEnvironment({
        PATH: '/usr/bin',
        LC_ALL: 'C.UTF-8',
        CONTAINERS_CONF: '/etc/c.conf',
        HTTPS_PROXY: 'http://proxy:3128',
        no_proxy: 'localhost',
        POSTGRES_PASSWORD: 'secret',
        GITHUB_TOKEN: 'secret',
        AWS_SECRET_ACCESS_KEY: 'secret',
        APP_CONFIG_backend_auth: 'secret',
        REGISTRY_AUTH_FILE: '/home/x/auth.json',
        NODE_OPTIONS: '--inspect',
        LD_PRELOAD: '/tmp/x.so',
      }),
    ).toEqual({
      PATH: '/usr/bin',
      LC_ALL: 'C.UTF-8',
      CONTAINERS_CONF: '/etc/c.conf',
      HTTPS_PROXY: 'http://proxy:3128',
      no_proxy: 'localhost',
    });
  });
});
