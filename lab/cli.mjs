import {
  addKernel,
  publishedKernels,
  readLabState,
  removeKernel,
  startLab,
  stopLab,
} from './Lab.mjs';
import { knownFaults, setFault } from './faults/setFault.mjs';
import { answers } from './process/server.mjs';
import { isAlive } from './process/ProcessRecord.mjs';
import { removeImage } from './registry/removeImage.mjs';

/** @import { LabState } from './labState.mjs' */

const usage = `npm run lab -- <command>

  up                    start the loopback world: dnf mirror, image registry, git forge
  down                  stop it; images, repositories and cache stay
  status                say what runs, and where
  env                   print the environment that selects the lab's podman storage
  kernel add <V-R>      publish a kernel on the mirror, such as 5.14.0-432.el9
  kernel remove <V-R>   withdraw a kernel from the mirror
  image remove <image>  remove an image from the registry, such as dtk/driver-toolkit:5.14.0-391.el9
  fault <part> <fault>  let a part fail: ${faultUsage()}`;

const start = Date.now();

/** @param {string} message */
function say(message) {
  process.stdout.write(`${message}\n`);
}

/** @param {string} message */
function progress(message) {
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  say(`${seconds.padStart(6)} s  ${message}`);
}

async function up() {
  const { state } = await startLab({ onProgress: progress, detached: true });
  await describe(state);
}

async function down() {
  const { wasUp, busy } = await stopLab();
  say(wasUp ? 'The lab is down' : 'No lab was running');
  if (busy.length > 0) {
    say(`Its podman storage is still in use by process ${busy.join(', ')}`);
  }
}

async function status() {
  const state = await readLabState();
  if (!state) {
    say('The lab is down. Start it with: npm run lab -- up');
    process.exitCode = 1;
    return;
  }
  await describe(state);
}

/** @param {LabState} state */
async function describe(state) {
  const servers = {
    registry: { url: `http://${state.registry}`, path: '/v2/' },
    mirror: {
      url: state.mirror,
      path: '/9-stream/BaseOS/x86_64/os/repodata/repomd.xml',
    },
    forge: { url: state.forge, path: '/api/v1/version' },
  };
  for (const [name, { url, path }] of Object.entries(servers)) {
    if (!state.pids[name]) {
      process.exitCode = 1;
      say(`${name.padEnd(10)} ${url}  down, as asked for`);
      continue;
    }
    const alive = isAlive(state.pids[name]);
    const healthy = alive && (await answers(url + path));
    const health = healthy ? 'up' : alive ? 'does not answer' : 'gone';
    process.exitCode = healthy ? process.exitCode : 1;
    say(
      `${name.padEnd(10)} ${url}  ${health}, process ${state.pids[name].pid}`,
    );
  }
  say(`base image ${state.baseImage}`);
  say(`kernels    ${(await publishedKernels(state.home)).join(', ')}`);
}

async function env() {
  const variables = Object.entries((await runningState()).env);
  for (const [name, value] of variables) {
    say(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  }
}

/**
 * @param {string} [action]
 * @param {string} [name]
 */
async function kernel(action, name) {
  const change = { add: addKernel, remove: removeKernel }[String(action)];
  if (!change || !name) {
    throw new Error(usage);
  }
  const kernels = await change(await runningState(), name, progress);
  say(`kernels    ${kernels.join(', ')}`);
}

/**
 * @param {string} [action]
 * @param {string} [name]
 */
async function image(action, name) {
  if (action !== 'remove' || !name) {
    throw new Error(usage);
  }
  await removeImage((await runningState()).registry, name);
  say(`${name} was removed`);
}

/**
 * @param {string} [part]
 * @param {string} [kind]
 */
async function fault(part, kind) {
  if (!part || !kind) {
    throw new Error(usage);
  }
  await setFault((await runningState()).home, part, kind);
  say(
    kind === 'none'
      ? `The ${part} works again`
      : `The ${part} has the fault: ${kind}`,
  );
}

function faultUsage() {
  return Object.entries(knownFaults)
    .map(([part, kinds]) => `${part} ${kinds.join('|')}`)
    .join(', ');
}

async function runningState() {
  const state = await readLabState();
  if (!state) {
    throw new Error('The lab is down. Start it with: npm run lab -- up');
  }
  return state;
}

/** @type {Record<string, (...args: string[]) => Promise<void>>} */
const commands = { up, down, status, env, kernel, image, fault };
const [command = '', ...args] = process.argv.slice(2);
try {
  if (!Object.hasOwn(commands, command)) {
    throw new Error(usage);
  }
  await commands[command](...args);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
