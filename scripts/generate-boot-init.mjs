// Compiles the first program of the boot check for each architecture. It needs gcc for x86_64 and for
// aarch64 (Debian: gcc, gcc-aarch64-linux-gnu). The outcome is committed, so that nobody else needs them.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../lab/process/run.mjs';
import { inRepository } from './paths.mjs';

const FOLDER = 'plugins/driver-toolkit-backend/src/builds/driver/boot';
const COMPILERS = {
  x86_64: ['x86_64-linux-gnu-gcc', '-fcf-protection=none'],
  aarch64: ['aarch64-linux-gnu-gcc'],
};
const FLAGS = [
  '-Os',
  '-static',
  '-nostdlib',
  '-ffreestanding',
  '-fno-stack-protector',
  '-fno-pie',
  '-no-pie',
  '-fno-asynchronous-unwind-tables',
  '-fno-ident',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wl,--build-id=none,-z,noseparate-code,-n,-s,--no-warn-rwx-segments',
];

const source = inRepository(`${FOLDER}/init.c`);
const work = await mkdtemp(join(tmpdir(), 'boot-init-'));
try {
  const lines = [];
  for (const [architecture, [compiler, ...flags]] of Object.entries(
    COMPILERS,
  )) {
    const program = join(work, architecture);
    await run(compiler, [...FLAGS, ...flags, '-o', program, source]);
    const text = (await readFile(program)).toString('base64');
    lines.push(`  ${architecture}:\n    '${text}',`);
  }
  const hash = createHash('sha256').update(await readFile(source));
  await writeFile(
    inRepository(`${FOLDER}/init.generated.ts`),
    `// Generated from init.c by \`npm run boot-init\`. Do not edit.

/** SHA-256 of init.c, which these programs were compiled from. */
export const INIT_SOURCE = '${hash.digest('hex')}';

/** ELF executables in base64, by the RPM name of the architecture. */
export const INIT_PROGRAMS: Partial<Record<string, string>> = {
${lines.join('\n')}
};
`,
  );
} finally {
  await rm(work, { recursive: true });
}
