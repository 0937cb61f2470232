import { readLabState, writeLabState } from '../labState.mjs';
import { stopServer } from '../process/server.mjs';
import { withLock } from '../process/withLock.mjs';
import { startMirror, startRegistryServer } from '../startServers.mjs';
import { startFaultyRegistry } from './startFaultyRegistry.mjs';

/**
 * @import { LabState } from '../labState.mjs'
 * @import { ProcessRecord } from '../process/ProcessRecord.mjs'
 */

/**
 * The faults that each part can have, and what then replaces the part.
 *
 * @type {Record<string, Record<string, ((state: LabState) => Promise<ProcessRecord>) | undefined>>}
 */
const faults = {
  mirror: {
    none: state => startMirror(state),
    down: undefined,
    lying: state => startMirror(state, { lying: true }),
  },
  registry: {
    none: startRegistryServer,
    down: undefined,
    401: state => startFaultyRegistry(state, 401),
    429: state => startFaultyRegistry(state, 429),
    500: state => startFaultyRegistry(state, 500),
  },
};

/** @type {Record<string, string[]>} the faults that each part can have; `none` ends them */
export const knownFaults = Object.fromEntries(
  Object.entries(faults).map(([part, kinds]) => [part, Object.keys(kinds)]),
);

/**
 * Makes a part of a running lab fail, or work again.
 *
 * @param {string} home
 * @param {string} part - `mirror` or `registry`
 * @param {string} fault - one of {@link knownFaults}
 */
export async function setFault(home, part, fault) {
  if (!Object.hasOwn(faults, part) || !Object.hasOwn(faults[part], fault)) {
    const known = Object.entries(knownFaults)
      .map(([name, kinds]) => `${name} ${kinds.join('|')}`)
      .join(', ');
    throw new Error(
      `'${part} ${fault}' is not a fault of the lab; there are: ${known}.`,
    );
  }
  await withLock(
    home,
    async () => {
      const state = await readLabState(home);
      if (!state) {
        throw new Error('The lab is down. Start it with: npm run lab -- up');
      }
      await stopServer(state.pids[part]);
      const start = faults[part][fault];
      const pids = { ...state.pids };
      delete pids[part];
      await writeLabState({
        ...state,
        pids: start ? { ...pids, [part]: await start(state) } : pids,
      });
    },
    () => {},
  );
}
