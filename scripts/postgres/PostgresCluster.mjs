import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../lab/process/port.mjs';
import { run } from '../../lab/process/run.mjs';
import { startProcess } from '../processes/startProcess.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { postgresUser } from './postgresUser.mjs';

/** @import { StartedProcess } from '../processes/startProcess.mjs' */

const START_MS = 30_000;
const POLL_MS = 100;

/** A PostgreSQL server with its own cluster and its own port on the loopback address, which it keeps over restarts. */
export class PostgresCluster {
  #programs;
  #folder;
  /** @type {{ uid: number, gid: number } | undefined} */
  #owner;
  #password;
  /** @type {number | undefined} */
  #port;
  /** @type {StartedProcess | undefined} */
  #server;

  /**
   * Creates an empty cluster, without starting its server.
   *
   * @param {object} options
   * @param {string} options.programs the folder of PostgreSQL's programs
   * @param {import('../processes/Teardown.mjs').Teardown} options.teardown stops the server and removes the cluster
   */
  static async create({ programs, teardown }) {
    const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
    const cluster = new PostgresCluster(programs, folder);
    teardown.add(async () => {
      await cluster.#server?.stop();
      await rm(folder, { recursive: true, force: true });
    });
    await cluster.#initialize();
    return cluster;
  }

  /**
   * @param {string} programs
   * @param {string} folder
   */
  constructor(programs, folder) {
    this.#programs = programs;
    this.#folder = folder;
    this.#password = randomBytes(12).toString('hex');
  }

  /** The connection string of its superuser. */
  get url() {
    return `postgresql://postgres:${this.#password}@127.0.0.1:${
      this.#port
    }/postgres`;
  }

  async #initialize() {
    this.#port = await freePort(0, 'PostgreSQL', 'PORT');
    this.#owner = await postgresUser();
    const passwordFile = join(this.#folder, 'password');
    await writeFile(passwordFile, this.#password, { mode: 0o600 });
    if (this.#owner) {
      const { uid, gid } = this.#owner;
      await chown(this.#folder, uid, gid);
      await chown(passwordFile, uid, gid);
    }
    await run(
      join(this.#programs, 'initdb'),
      [
        `--pgdata=${join(this.#folder, 'data')}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--no-sync',
      ],
      this.#owner,
    );
  }

  /** Resolves when it accepts connections. */
  async start() {
    const server = startProcess(
      join(this.#programs, 'postgres'),
      [
        ...['-D', join(this.#folder, 'data'), '-p', String(this.#port)],
        ...['-c', 'listen_addresses=127.0.0.1'],
        ...['-c', 'unix_socket_directories='],
        ...['-c', 'max_connections=300'],
        // The cluster is temporary: nothing in it needs to survive a crash.
        ...['-c', 'fsync=off', '-c', 'synchronous_commit=off'],
      ],
      this.#owner,
    );
    this.#server = server;
    await this.#waitUntilReady(server);
  }

  /** Ends every connection and the server (PostgreSQL, "Shutting Down the Server": a fast shutdown). */
  async stop() {
    if (this.#server?.pid) {
      process.kill(this.#server.pid, 'SIGINT');
      await this.#server.exited;
    }
  }

  /** @param {StartedProcess} server */
  async #waitUntilReady(server) {
    const deadline = Date.now() + START_MS;
    let ended = false;
    server.exited.then(() => {
      ended = true;
    });
    while (!ended && Date.now() < deadline) {
      try {
        await run(join(this.#programs, 'pg_isready'), [
          '--host=127.0.0.1',
          `--port=${this.#port}`,
          '--quiet',
        ]);
        return;
      } catch {
        await delay(POLL_MS);
      }
    }
    throw new UserError(
      `PostgreSQL did not start: ${
        server.tail(20).join('\n') || 'it said nothing'
      }`,
    );
  }
}
