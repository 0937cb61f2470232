import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';

const FOLDER = resolve(__dirname, '../../../../docs/sources');

/** Every configuration in a page, by its first line. */
function configurationsOf(page: string): string[] {
  const text = readFileSync(resolve(FOLDER, page), 'utf8');
  return [...text.matchAll(/^```yaml\n(driverToolkit:\n.*?)^```$/gms)].map(
    ([, yaml]) => yaml,
  );
}

describe('the pages on kernel sources', () => {
  const pages = readdirSync(FOLDER).filter(name => name.endsWith('.md'));

  it('are there', () => {
    expect(pages).toEqual(
      expect.arrayContaining(['image-label.md', 'openshift.md']),
    );
  });

  it.each(pages)('%s has valid configurations', page => {
    const configurations = configurationsOf(page);

    expect(configurations.length).toBeGreaterThan(0);
    for (const yaml of configurations) {
      const { kernelSources } = readDriverToolkitConfig(
        new ConfigReader(parse(yaml)),
      );
      expect(kernelSources.length).toBeGreaterThan(0);
    }
  });
});
