import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';

const PAGE = resolve(__dirname, '../../../../docs/registries.md');

describe('the page on registries', () => {
  const text = readFileSync(PAGE, 'utf8');
  const configurations = [
    ...text.matchAll(/^```yaml\n(driverToolkit:\n.*?)^```$/gms),
  ].map(([, yaml]) => yaml);

  it('shows configurations', () => {
    expect(configurations.length).toBeGreaterThanOrEqual(5);
  });

  it.each(configurations)('has valid examples: %s', yaml => {
    const { imageRepositories } = readDriverToolkitConfig(
      new ConfigReader(parse(yaml)),
    );

    expect(imageRepositories).toHaveLength(1);
  });
});
