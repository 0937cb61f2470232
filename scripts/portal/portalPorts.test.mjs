import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portalPorts } from './portalPorts.mjs';

test('uses the default ports', () => {
  assert.deepEqual(portalPorts({ DRIVER_TOOLKIT_PORT: '' }), {
    frontend: 3000,
    backend: 7007,
  });
});

test('uses the ports in the environment', () => {
  assert.deepEqual(
    portalPorts({
      DRIVER_TOOLKIT_PORT: '3100',
      DRIVER_TOOLKIT_BACKEND_PORT: '7107',
    }),
    { frontend: 3100, backend: 7107 },
  );
});

for (const value of ['http', '0', '65536', '30.5', '-1']) {
  test(`refuses the port '${value}' and names the variable`, () => {
    assert.throws(
      () => portalPorts({ DRIVER_TOOLKIT_BACKEND_PORT: value }),
      /DRIVER_TOOLKIT_BACKEND_PORT is '.*'; it must be a port number/,
    );
  });
}
