import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portalEnvironment } from './portalEnvironment.mjs';

const options = {
  env: { PATH: '/bin' },
  ports: { frontend: 3100, backend: 7107 },
  dataPath: '/data',
};

test('contains the ports and the data folder of the portal', () => {
  const env = portalEnvironment(options);
  assert.equal(env.PATH, '/bin');
  assert.equal(env.DRIVER_TOOLKIT_PORT, '3100');
  assert.equal(env.DRIVER_TOOLKIT_BACKEND_PORT, '7107');
  assert.equal(env.DRIVER_TOOLKIT_DATA, '/data');
  assert.equal('DRIVER_TOOLKIT_LAB_REGISTRY' in env, false);
});

test('contains the addresses of the lab, hosts without their scheme', () => {
  const env = portalEnvironment({
    ...options,
    lab: {
      registry: 'http://127.0.0.1:5051/',
      mirror: 'http://127.0.0.1:8096',
      forge: '127.0.0.1:3051',
      baseImage: '127.0.0.1:5051/centos/centos:stream9',
      env: { CONTAINERS_CONF: '/lab/containers.conf' },
    },
  });
  assert.equal(env.DRIVER_TOOLKIT_LAB_REGISTRY, '127.0.0.1:5051');
  assert.equal(env.DRIVER_TOOLKIT_LAB_MIRROR, 'http://127.0.0.1:8096');
  assert.equal(env.DRIVER_TOOLKIT_LAB_FORGE, '127.0.0.1:3051');
  assert.equal(
    env.DRIVER_TOOLKIT_LAB_BASE_IMAGE,
    '127.0.0.1:5051/centos/centos:stream9',
  );
  assert.equal(env.CONTAINERS_CONF, '/lab/containers.conf');
});
