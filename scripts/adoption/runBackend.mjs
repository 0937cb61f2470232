import { stripVTControlCharacters } from 'node:util';
import { findFreePorts } from '../portal/freePorts.mjs';
import { waitForAnswer } from '../portal/waitForAnswer.mjs';
import { PortalClient } from './PortalClient.mjs';

const START_TIMEOUT_MS = 3 * 60_000;
/** A line about a request, of which there are hundreds. */
const REQUEST = / rootHttpRouter info /;

/**
 * Starts the app's backend on a free port, calls `use` with a guest's client, and stops it.
 *
 * @param {import('./Workshop.mjs').Workshop} workshop
 * @param {string} log name of its log in `.cache/logs`
 * @param {(portal: PortalClient, url: string) => Promise<void>} use
 * @returns {Promise<string[]>} its log lines, except those about requests
 */
export async function runBackend(workshop, log, use) {
  const [port] = await findFreePorts(1);
  const url = `http://localhost:${port}`;
  /** @type {string[]} */
  const lines = [];
  const backend = workshop.start('yarn', ['workspace', 'backend', 'start'], {
    log,
    onLine: line => {
      const text = stripVTControlCharacters(line);
      if (!REQUEST.test(text)) {
        lines.push(text);
      }
    },
    env: {
      APP_CONFIG_app_baseUrl: `"${url}"`,
      APP_CONFIG_backend_baseUrl: `"${url}"`,
      APP_CONFIG_backend_listen: `{ "host": "127.0.0.1", "port": ${port} }`,
      // Variables of the README's configuration.
      REGISTRY_USER: 'robot',
      REGISTRY_PASSWORD: 'nobody-asks-for-it',
    },
  });
  const ended = new AbortController();
  backend.exited.then(() => ended.abort(new Error('The backend ended.')));
  try {
    await waitForAnswer(
      `${url}/.backstage/health/v1/readiness`,
      AbortSignal.any([ended.signal, AbortSignal.timeout(START_TIMEOUT_MS)]),
    );
    await use(await PortalClient.signIn(url), url);
    return lines;
  } catch (error) {
    const message = [error.message, ...lines.slice(-40)].join('\n');
    throw new Error(message, { cause: error });
  } finally {
    await backend.stop();
  }
}
