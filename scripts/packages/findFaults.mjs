import { isBuiltin } from 'node:module';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';

const EXPECTED = ['CHANGELOG.md', 'LICENSE', 'README.md'];
const CODE = /\.[cm]?[jt]s$/;

/**
 * Faults that would affect users of a package.
 *
 * @param {Map<string, Buffer>} files of the packed package, by their paths in it
 * @returns {Promise<string[]>} sentences
 */
export async function findFaults(files) {
  const manifest = JSON.parse(String(files.get('package.json')));
  return [
    ...EXPECTED.filter(name => !files.has(name)).map(
      name => `${name} is missing.`,
    ),
    ...[...files.keys()]
      .filter(name => name.endsWith('.map'))
      .map(name => `${name} is a source map.`),
    ...findUndeclared(files, manifest),
    ...(await lint(files)),
  ];
}

/**
 * @param {Map<string, Buffer>} files
 * @param {{ name: string, dependencies?: object, peerDependencies?: object }} manifest
 */
function findUndeclared(files, { name, dependencies, peerDependencies }) {
  const declared = { [name]: '', ...dependencies, ...peerDependencies };
  const faults = new Set();
  for (const [path, content] of files) {
    for (const imported of CODE.test(path) ? readImports(content) : []) {
      if (!(imported in declared)) {
        faults.add(`${path} imports ${imported}, which is not a dependency.`);
      }
    }
  }
  return [...faults];
}

/**
 * Names of the packages that code or declarations import.
 *
 * @param {Buffer} content
 */
function readImports(content) {
  return ts
    .preProcessFile(content.toString(), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter(name => !name.startsWith('.') && !isBuiltin(name))
    .map(name => name.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? name);
}

/**
 * Warnings count, because they are about tools that misinterpret a package.
 *
 * @param {Map<string, Buffer>} files
 */
async function lint(files) {
  const { messages, pkg } = await publint({
    pkgDir: 'package',
    pack: {
      files: [...files].map(([name, data]) => ({
        name: `package/${name}`,
        data,
      })),
    },
    level: 'warning',
    strict: true,
  });
  return messages.map(message => formatMessage(message, pkg, { color: false }));
}
