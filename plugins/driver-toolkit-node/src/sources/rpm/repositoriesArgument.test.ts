import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from '../../config/readDriverToolkitConfig';
import { repositoriesArgument } from './repositoriesArgument';

function argumentOf(source: JsonObject): string {
  const { kernelSources } = readDriverToolkitConfig(
    new ConfigReader({
      driverToolkit: { kernelSources: [{ id: 'a', type: 'rpm', ...source }] },
    }),
  );
  return repositoriesArgument(kernelSources[0]);
}

describe('repositoriesArgument', () => {
  it("names a preset's repositories in dnf's terms", () => {
    expect(argumentOf({ preset: 'centos-stream-8' })).toBe(
      'https://vault.centos.org/centos/8-stream/BaseOS/$basearch/os/ https://vault.centos.org/centos/8-stream/AppStream/$basearch/os/ optional https://vault.centos.org/centos/8-stream/RT/$basearch/os/',
    );
  });

  it('has every kind of address, optional ones last', () => {
    expect(
      argumentOf({
        repositories: [
          { url: 'https://m.example.com/rt/$arch', optional: true },
          { mirrorlist: 'https://m.example.com/list?repo=a&arch=$arch' },
          {
            metalink: 'https://m.example.com/meta?repo=b&protocol=https',
            optional: true,
          },
          'https://m.example.com/a"b/$arch/',
        ],
      }),
    ).toBe(
      'mirrorlist=https://m.example.com/list?repo=a&arch=$basearch https://m.example.com/a%22b/$basearch/ optional https://m.example.com/rt/$basearch metalink=https://m.example.com/meta?repo=b&protocol=https',
    );
  });

  it('hides possible secrets', () => {
    expect(
      argumentOf({
        repositories: [
          { metalink: 'https://m.example.com/meta?repo=b&token=secret' },
          'https://m.example.com/a/',
        ],
      }),
    ).toBe('https://m.example.com/a/');
  });

  it.each<[string, JsonObject]>([
    [
      'a certificate',
      {
        repositories: ['https://cdn.example.com/'],
        tls: { cert: '/c.pem', key: '/k.pem' },
      },
    ],
    [
      'an authority',
      { repositories: ['https://cdn.example.com/'], tls: { ca: '/ca.pem' } },
    ],
    ['no repositories', { type: 'imageLabel', images: ['quay.io/a/b'] }],
  ])('names none of a source with %s', (_, source) => {
    expect(argumentOf(source)).toBe('');
  });
});
