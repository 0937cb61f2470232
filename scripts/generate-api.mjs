// Generates files from the HTTP API's description: the client's schema, and the spec that the backend validates with.
// `--check` writes nothing and fails if a generated file is out of date.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';

const root = new URL('../', import.meta.url);
const specUrl = new URL(
  'plugins/driver-toolkit-backend/src/http/openapi.yaml',
  root,
);
const header =
  '// Generated from driver-toolkit-backend/src/http/openapi.yaml by `yarn generate`. Do not edit.\n\n';

const spec = parse(await readFile(specUrl, 'utf8'));
/**
 * API Extractor requires of a public type a release tag, and only TSDoc.
 *
 * @param {string} source
 */
function toPublicTypes(source) {
  return source
    .replaceAll('@description ', '')
    .replace(/^ *\/\*\* @enum \{string\} \*\/\n/gm, '')
    .replace(/^ *\* @enum \{string\}\n/gm, '')
    .replace(
      'export interface components {',
      "/** Types of the HTTP API's description. @public */\nexport interface components {",
    );
}

const outputs = {
  'plugins/driver-toolkit-common/src/api/schema.generated.ts':
    header + toPublicTypes(astToString(await openapiTS(spec))),
  'plugins/driver-toolkit-backend/src/http/openapi.generated.ts': `${header}/** The HTTP API's OpenAPI 3.0 description. */\nexport const openApiSpec = ${JSON.stringify(
    spec,
    null,
    2,
  )};\n`,
};

let stale = false;
for (const [path, content] of Object.entries(outputs)) {
  const url = new URL(path, root);
  if (process.argv.includes('--check')) {
    const current = await readFile(url, 'utf8').catch(() => '');
    if (current !== content) {
      process.stderr.write(`${path} is out of date: run \`yarn generate\`.\n`);
      stale = true;
    }
  } else {
    await writeFile(url, content);
  }
}
process.exitCode = stale ? 1 : 0;
