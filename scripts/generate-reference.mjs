// Generates docs/reference from the code. `--check` writes nothing and fails if a page is out of date.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import { inRepository } from './paths.mjs';
import { actionsPage } from './reference/actions.mjs';
import { commandLinePage } from './reference/commandLine.mjs';
import { configurationPage } from './reference/configuration.mjs';
import { httpApiPage } from './reference/httpApi.mjs';
import { metricsPage } from './reference/metrics.mjs';
import { permissionsPage } from './reference/permissions.mjs';

const NOTE =
  '<!-- Generated from the code by `npm run reference`. Do not edit. -->';
const PAGES = {
  actions: actionsPage,
  'command-line': commandLinePage,
  configuration: configurationPage,
  'http-api': httpApiPage,
  metrics: metricsPage,
  permissions: permissionsPage,
};

const isCheck = process.argv.includes('--check');
await mkdir(inRepository('docs/reference'), { recursive: true });
for (const [name, generate] of Object.entries(PAGES)) {
  const path = `docs/reference/${name}.md`;
  const page = prettier.format(`${NOTE}\n\n${await generate()}`, {
    ...(await prettier.resolveConfig(inRepository(path))),
    parser: 'markdown',
  });
  if (!isCheck) {
    await writeFile(inRepository(path), page);
  } else if (
    page !== (await readFile(inRepository(path), 'utf8').catch(() => ''))
  ) {
    process.stderr.write(
      `${path} is out of date: run \`npm run reference\`.\n`,
    );
    process.exitCode = 1;
  }
}
