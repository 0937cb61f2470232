import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { join } from 'node:path';
import ts from 'typescript';
import { repositoryPath } from '../paths.mjs';
import { listPackages, readManifest } from './listPackages.mjs';

const root = await readManifest('.');
const read = (/** @type {string[]} */ ...path) =>
  readFile(join(repositoryPath, ...path), 'utf8');

for (const { folder, manifest } of await listPackages()) {
  describe(manifest.name, () => {
    it('names its repository and where to report bugs', () => {
      const { repository, homepage, bugs, license } = manifest;
      const site = root.homepage.replace('#readme', '');
      assert.deepEqual(repository, { ...root.repository, directory: folder });
      assert.equal(homepage, `${site}/tree/main/${folder}#readme`);
      assert.equal(bugs, root.bugs);
      assert.equal(license, root.license);
    });

    it('describes itself, and names the Node versions it supports', () => {
      assert.ok(manifest.description);
      assert.ok(manifest.keywords.includes('backstage'));
      assert.equal(manifest.engines.node, '^22.15.0 || ^24.0.0');
      assert.equal(manifest.publishConfig.access, 'public');
    });

    it('contains its licence and changelog', async () => {
      assert.equal(await read(folder, 'LICENSE'), await read('LICENSE'));
      const changes = await read(folder, 'CHANGELOG.md');
      assert.equal(changes.split('\n', 1)[0], `# ${manifest.name}`);
      assert.match(changes, new RegExp(`^## ${manifest.version}$`, 'm'));
    });

    if (manifest.configSchema) {
      it('declares its configuration in one interface', async () => {
        // Exporters of dynamic plugins refuse every other symbol, because another plugin could have it as well.
        const source = ts.createSourceFile(
          manifest.configSchema,
          await read(folder, manifest.configSchema),
          ts.ScriptTarget.Latest,
        );
        const names = source.statements
          .filter(statement => !ts.isImportDeclaration(statement))
          .map(statement =>
            ts.isInterfaceDeclaration(statement)
              ? statement.name.text
              : statement.getText(source),
          );
        assert.deepEqual(names, ['Config']);
      });
    }
  });
}
