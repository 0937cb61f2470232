import { loadSource } from './loadSource.mjs';
import { code, prose, table } from './markdown.mjs';
import { readComments } from './readComments.mjs';

const EXIT_CODES = 'packages/cli/src/ExitCode.ts';

/** The page about the command line: help texts and exit codes. */
export async function commandLinePage() {
  const [help, ...commands] = await readCommands();
  const sections = commands.map(
    ({ name, text }) =>
      `## ${code(`driver-toolkit ${name}`)}\n\n${block(text)}`,
  );
  return `# Command line

[\`@driver-toolkit/cli\`](../../packages/cli/README.md) lists what the portal's configuration names, without the portal. [Job matrix](../matrix.md) explains \`matrix\`, [driver.yaml](../driver-file.md) explains \`driver check\`, [deploying a driver](../deploying.md) \`driver manifests\`.

${block(help.text)}

${sections.join('\n\n')}

## Exit codes

${table(['exit code', 'means'], readExitCodes())}
`;
}

/**
 * The help of a command and of those below it. A command that only has others
 * is left out.
 *
 * @param {string[]} command
 * @returns {Promise<{ name: string, text: string }[]>}
 */
async function readCommands(...command) {
  const text = await readHelp(...command);
  const [, list = ''] = text.split('\nCommands:\n');
  const names = [...list.matchAll(/^ {2}(\w+)/gm)]
    .map(([, name]) => name)
    .filter(name => name !== 'help');
  const below = await Promise.all(
    names.map(name => readCommands(...command, name)),
  );
  const isGroup = command.length > 0 && names.length > 0;
  return [
    ...(isGroup ? [] : [{ name: command.join(' '), text }]),
    ...below.flat(),
  ];
}

/** @param {string[]} command */
async function readHelp(...command) {
  const { run } = loadSource('packages/cli/src/run.ts');
  let text = '';
  const stream = {
    /** @param {string} chunk */
    write: chunk => {
      text += chunk;
    },
  };
  await run([...command, '--help'], {
    stdout: stream,
    stderr: stream,
    signal: new AbortController().signal,
    env: {},
  });
  return text.trim();
}

/** @param {string} text */
function block(text) {
  return `\`\`\`text\n${text}\n\`\`\``;
}

function readExitCodes() {
  const comments = readComments(EXIT_CODES);
  const { ExitCode } = loadSource(EXIT_CODES);
  return [...comments].map(([name, text]) => [
    String(ExitCode[name]),
    prose(text),
  ]);
}
