import { loadSource } from './loadSource.mjs';
import { code, prose, table } from './markdown.mjs';
import { readComments } from './readComments.mjs';

const EXIT_CODES = 'packages/cli/src/ExitCode.ts';

/** The page about the command line: help texts and exit codes. */
export async function commandLinePage() {
  const help = await readHelp();
  const [, list] = help.split('\nCommands:\n');
  const commands = [...list.matchAll(/^ {2}(\w+)/gm)]
    .map(([, name]) => name)
    .filter(name => name !== 'help');
  const sections = await Promise.all(
    commands.map(
      async name =>
        `## ${code(`driver-toolkit ${name}`)}\n\n${block(
          await readHelp(name),
        )}`,
    ),
  );
  return `# Command line

[\`@driver-toolkit/cli\`](../../packages/cli/README.md) lists what the portal's configuration names, without the portal. [Job matrix](../matrix.md) explains \`matrix\`.

${block(help)}

${sections.join('\n\n')}

## Exit codes

${table(['exit code', 'means'], readExitCodes())}
`;
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
