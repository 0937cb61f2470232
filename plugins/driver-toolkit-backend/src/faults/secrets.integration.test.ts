import { randomBytes, randomUUID } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLab } from '../__testUtils__/lab';
import { KERNEL, SOURCE } from '../__testUtils__/labKernel';
import {
  createTestKey,
  encryptForCosign,
} from '../trust/signing/__testUtils__/createTestKey';
import { argumentsDuring } from './__testUtils__/argumentsDuring';
import { BackendProcess } from './__testUtils__/BackendProcess';
import { findLeftovers } from './__testUtils__/findLeftovers';
import { PrivateRegistry } from './__testUtils__/PrivateRegistry';
import { publishTinyBase } from './__testUtils__/publishTinyBase';
import {
  REPOSITORY,
  secretsConfiguration,
} from './__testUtils__/secretsConfiguration';
import { testSecrets } from './__testUtils__/testSecrets';

jest.setTimeout(120_000);

const { entitlement, foundIn, masked, passphrase } = testSecrets;

/**
 * It uses one secret and prints all others. Its shell has no other programs.
 */
const CONTAINERFILE = `ARG BASE_IMAGE
FROM \${BASE_IMAGE}
ARG KERNEL_VERSION
RUN --mount=type=secret,id=entitlement mapfile -t lines < /run/secrets/entitlement && \\
    echo "entitled by \${#lines[@]} lines of \${#lines[0]}"
RUN --mount=type=secret,id=printed echo "$(< /run/secrets/printed)"
RUN printf '{ "KERNEL_VERSION": "%s" }' "$KERNEL_VERSION" > /etc/driver-toolkit-release.json
LABEL kernel-version="\${KERNEL_VERSION}"
`;

/** Records its arguments, because a call may end before anyone looks. */
function notingPodman(calls: string): string {
  return [
    '#!/bin/sh',
    `echo "podman $*" >> '${calls}'`,
    `PATH='${process.env.PATH}' exec podman "$@"`,
    '',
  ].join('\n');
}

describe('driver-toolkit backend with secrets', () => {
  const lab = readLab();
  const environment = { ...process.env };
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let registry: PrivateRegistry;
  let backend: BackendProcess;

  beforeAll(async () => {
    Object.assign(process.env, lab.env);
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
    env = {
      ...process.env,
      TMPDIR: path('tmp'),
      PATH: `${path('bin')}:${process.env.PATH}`,
    };
    await mkdir(path('bin'));
    await writeFile(path('bin/podman'), notingPodman(path('calls')), {
      mode: 0o755,
    });
    await mkdir(path('tmp'));
    await mkdir(path('database'));
    registry = await PrivateRegistry.open(
      lab.registry,
      testSecrets.credentials,
    );
    const repository = `it-${randomUUID()}/driver-toolkit`;
    const base = `${repository}/base:9`;
    await publishTinyBase(lab.baseImage, folder, `${lab.registry}/${base}`);
    const token = randomBytes(16).toString('hex');
    const configuration = secretsConfiguration({
      lab,
      token,
      directory: path('database'),
      image: `${registry.address}/${repository}`,
      baseImage: `${registry.address}/${base}`,
      path,
    });
    const files = {
      'app-config.json': JSON.stringify(configuration),
      'cosign.key': encryptForCosign(createTestKey().privateKey, passphrase),
      passphrase,
      entitlement: entitlement.join('\n'),
      printed: Object.entries(masked)
        .map(([name, secret]) => `${name}: ${secret}`)
        .join('\n'),
      Containerfile: CONTAINERFILE,
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path(name), content);
    }
    const configFile = path('app-config.json');
    backend = await BackendProcess.spawn({ configFile, token, env });
    await backend.start();
    await backend.api.refreshSource(SOURCE);
    await backend.api.refreshSource(REPOSITORY);
  });

  afterAll(async () => {
    await backend?.stop();
    await registry?.close();
    process.env = environment;
    await rm(folder, { recursive: true, force: true });
  });

  function path(name: string): string {
    return join(folder, name);
  }

  /** Everything that a build shows to others. */
  async function build(force: boolean) {
    const { build: created } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
      force,
    });
    const followed = backend.follow(created.id);
    const { result, seen } = await argumentsDuring(followed);
    const calls = await readFile(path('calls'), 'utf8');
    return { ...result, arguments: [...seen, ...calls.split('\n')] };
  }

  /** All bytes of the databases, including SQLite's additional files. */
  async function stored(): Promise<string> {
    const names = await readdir(path('database'));
    const files = await Promise.all(
      names.map(name => readFile(path(`database/${name}`), 'latin1')),
    );
    return files.join('\n');
  }

  it('shows them in no argument, message, table, image or leftover', async () => {
    const built = await build(false);
    expect(built.build.error).toBeUndefined();
    registry.refused = 'writing';
    const refused = await build(true);
    expect(refused.build.error?.message).toMatch(
      /could not be pushed: .* unauthorized: Basic \*\*\*, that is \*\*\*$/,
    );

    for (const { arguments: seen, build: shown, lines } of [built, refused]) {
      expect(foundIn(seen.join('\n'))).toEqual([]);
      const commands = seen.filter(command => command.startsWith('podman '));
      for (const command of [
        /^podman build .*=entitlement,/,
        /^podman push /,
      ]) {
        expect(commands).toContainEqual(expect.stringMatching(command));
      }
      expect(lines).toContain('entitled by 3 lines of 44');
      for (const name of Object.keys(masked)) {
        expect(lines).toContain(`${name}: ***`);
      }
      expect(foundIn(lines.join('\n'))).toEqual([]);
      expect(foundIn(await backend.api.getBuildLog(shown.id))).toEqual([]);
      expect(foundIn(JSON.stringify(shown))).toEqual([]);
    }

    expect(built.lines).toContainEqual(expect.stringMatching(/^Signed: /));
    const written = registry.written.join('\n');
    // A layer, as an archive, and an attestation.
    expect(written).toContain('etc/driver-toolkit-release.json');
    expect(written).toContain('https://slsa.dev/provenance/v1');
    // The image's history.
    expect(written).toContain('/run/secrets/entitlement');
    expect(foundIn(written)).toEqual([]);
    expect(await findLeftovers(env)).toEqual([]);
    expect(await stored()).toContain('entitled by 3 lines of 44');
    expect(foundIn(await stored())).toEqual([]);
  });

  it('masks them in messages about a registry that repeats them', async () => {
    registry.refused = 'everything';

    const { error } = await backend.api.refreshSource(REPOSITORY);

    expect(error).toContain('(UNAUTHORIZED: Basic ***, that is ***)');
    expect(await stored()).toContain(error);
    expect(foundIn(await stored())).toEqual([]);
  });
});
