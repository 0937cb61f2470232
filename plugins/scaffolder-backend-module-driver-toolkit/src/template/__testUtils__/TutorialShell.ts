import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const COMMAND = path.resolve(
  __dirname,
  '../../../../../packages/cli/bin/driver-toolkit',
);

/** Addresses and podman environment of the lab, as `lab.json` has them. */
export interface Lab {
  /** host:port */
  registry: string;
  /** URL */
  forge: string;
  baseImage: string;
  env: Record<string, string>;
}

/** The lab that `npm test` starts for integration tests. */
export async function readLab(): Promise<Lab> {
  const file = process.env.DRIVER_TOOLKIT_LAB;
  if (!file) {
    throw new Error(
      'This test needs the lab: run it through `npm test`, or start one with `npm run lab -- up` and set DRIVER_TOOLKIT_LAB to its lab.json.',
    );
  }
  return JSON.parse(await readFile(file, 'utf8'));
}

// RUN steps reach the lab's mirror on the host's loopback interface.
const PODMAN = `#!/bin/sh
PATH=\${PATH#*:}
if [ "$1" = build ]; then shift; set -- build --network=host "$@"; fi
exec podman "$@"
`;

// There is no cluster: it takes files that are there, and labels that one of them asks for.
const KUBECTL = `#!/bin/sh
set -e
case "$*" in
  'apply -f '*) grep -q '^kind: ' "$3" ;;
  'label node worker-1 '*) grep -rqF -e "$4" -e "\${4%%=*}: '\${4#*=}'" -e "\${4%%=*}: \${4#*=}" deploy ;;
  'label namespace drivers pod-security.kubernetes.io/enforce=privileged') grep -q 'privileged: true' deploy/daemonset.yaml ;;
  *) echo "unknown: $*" >&2; exit 1 ;;
esac
`;

/** A reader's shell, whose forge and registry are the lab's. */
export class TutorialShell {
  static async open(lab: Lab): Promise<TutorialShell> {
    const home = await mkdtemp(path.join(tmpdir(), 'tutorial-'));
    const bin = path.join(home, 'bin');
    const containers = path.join(home, '.config/containers');
    await mkdir(bin);
    await mkdir(containers, { recursive: true });
    await symlink(COMMAND, path.join(bin, 'driver-toolkit'));
    await writeFile(path.join(bin, 'podman'), PODMAN, { mode: 0o755 });
    await writeFile(path.join(bin, 'kubectl'), KUBECTL, { mode: 0o755 });
    await copyFile(
      lab.env.CONTAINERS_REGISTRIES_CONF,
      path.join(containers, 'registries.conf'),
    );
    const authorization = `Basic ${btoa('lab-forge:loopback-only')}`;
    await writeFile(
      path.join(home, '.gitconfig'),
      `[user]\n\tname = Reader\n\temail = reader@localhost\n[init]\n\tdefaultBranch = main\n[http]\n\textraHeader = Authorization: ${authorization}\n`,
    );
    return new TutorialShell(home, {
      ...lab.env,
      HOME: home,
      PATH: [bin, path.dirname(process.execPath), process.env.PATH].join(
        path.delimiter,
      ),
    });
  }

  #folder: string;
  readonly #env: Record<string, string>;

  private constructor(readonly home: string, env: Record<string, string>) {
    this.#folder = home;
    this.#env = env;
  }

  /**
   * Runs commands where the last ones ended.
   *
   * @returns what they print, on either stream
   */
  async run(commands: string): Promise<string> {
    const folder = path.join(this.home, 'folder');
    const child = spawn(
      'bash',
      [
        ...['--noprofile', '--norc', '-exo', 'pipefail', '-c'],
        `${commands}\n{ pwd >'${folder}'; } 2>/dev/null`,
      ],
      {
        cwd: this.#folder,
        env: this.#env,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    const printed = `${stdout}${stderr}`;
    if (code !== 0) {
      throw new Error(`Exit code ${code} of\n${commands}\n${printed}`);
    }
    this.#folder = (await readFile(folder, 'utf8')).trim();
    return printed;
  }

  async write(file: string, content: string): Promise<void> {
    await writeFile(path.join(this.#folder, file), content);
  }

  async close(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}
