import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { portOf } from '../../lab/process/port.mjs';
import { chooseProfile } from './chooseProfile.mjs';
import { findFreePorts } from './freePorts.mjs';

describe('chooseProfile', () => {
  /** @type {import('node:http').Server | undefined} */
  let server;

  /** @param {import('node:http').RequestListener} answer */
  const serve = async answer => {
    server = createServer(answer);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${portOf(server)}/`;
  };

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  it('chooses the public mirrors if they answer', async () => {
    /** @type {(string | undefined)[]} */
    const methods = [];
    const mirrorUrl = await serve((request, response) => {
      methods.push(request.method);
      response.end();
    });
    const { profile, reason } = await chooseProfile({ mirrorUrl });
    assert.equal(profile, 'centos');
    assert.match(reason, /^Profile centos: 127\.0\.0\.1:\d+ answered in /);
    assert.deepEqual(methods, ['HEAD']);
  });

  it('chooses the lab if something else answers instead of the mirror', async () => {
    const mirrorUrl = await serve((_request, response) => {
      response.writeHead(403).end();
    });
    const { profile, reason } = await chooseProfile({ mirrorUrl });
    assert.equal(profile, 'lab');
    assert.match(reason, /answered 403/);
  });

  it('chooses the lab if nothing listens', async () => {
    const [port] = await findFreePorts(1);
    const { profile, reason } = await chooseProfile({
      mirrorUrl: `http://127.0.0.1:${port}/`,
    });
    assert.equal(profile, 'lab');
    assert.match(reason, /could not be reached/);
  });

  it('chooses the lab if the mirror does not answer', async () => {
    const mirrorUrl = await serve(() => {});
    const { profile, reason } = await chooseProfile({ mirrorUrl });
    assert.equal(profile, 'lab');
    assert.match(reason, /did not answer within 3 seconds/);
  });

  it('sends no request if a profile is named', async () => {
    let asked = false;
    const mirrorUrl = await serve((_request, response) => {
      asked = true;
      response.end();
    });
    const { profile, reason } = await chooseProfile({
      requested: 'lab',
      mirrorUrl,
    });
    assert.equal(profile, 'lab');
    assert.match(reason, /--lab/);
    assert.equal(asked, false);
  });
});
