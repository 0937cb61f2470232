import { World } from '../__testUtils__/World';
import { loadConfig } from './loadConfig';

describe('loadConfig', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  const source = (url: string) => `
driverToolkit:
  kernelSources:
    - { id: el9, type: rpm, repositories: ["${url}"] }
`;

  function urls({ kernelSources }: Awaited<ReturnType<typeof loadConfig>>) {
    return kernelSources.flatMap(entry =>
      entry.type === 'rpm' ? entry.repositories.map(({ url }) => url) : [],
    );
  }

  it('replaces variables, and keeps $arch', async () => {
    const file = await world.write(
      'a.yaml',
      source('${MIRROR}/${RELEASE:-9}/$arch/os/'),
    );

    expect(
      urls(await loadConfig([file], { MIRROR: 'https://mirror.example.com' })),
    ).toEqual(['https://mirror.example.com/9/$arch/os/']);
  });

  it('lets later files and the environment override', async () => {
    const files = [
      await world.write('a.yaml', source('https://a.example.com/')),
      await world.write('b.yaml', source('https://b.example.com/')),
    ];

    expect(urls(await loadConfig(files, {}))).toEqual([
      'https://b.example.com/',
    ]);
    expect(
      (
        await loadConfig(files, {
          APP_CONFIG_driverToolkit_catalog_owner: 'group:default/kernel',
        })
      ).catalog.owner,
    ).toBe('group:default/kernel');
  });

  it('needs nothing of other sections', async () => {
    const file = await world.write(
      'a.yaml',
      `
app:
  title: \${TITLE}
integrations:
  github:
    - $include: credentials.yaml
backend:
  $file: missing.txt
${source('https://a.example.com/')}`,
    );

    expect(
      urls(await loadConfig([file], { 'APP_CONFIG_backend_no way': '1' })),
    ).toEqual(['https://a.example.com/']);
  });

  it('follows an include instead of sections', async () => {
    await world.write('shared.yaml', source('https://a.example.com/'));
    const file = await world.write('a.yaml', '$include: shared.yaml');

    expect(urls(await loadConfig([file], {}))).toEqual([
      'https://a.example.com/',
    ]);
  });

  it.each([
    ['app: {}', /^There is no section 'driverToolkit' in .+a\.yaml\.$/],
    ['', /^There is no section 'driverToolkit' in .+a\.yaml\.$/],
    ['[]', /a\.yaml cannot be used: it has no sections$/],
    [
      'a: b: c',
      /^\S+a\.yaml cannot be used: it is not YAML: Nested mappings .+ column 4$/,
    ],
    [source('${UNSET}'), /^driverToolkit\.kernelSources\[0\]\.repositories\b/],
    [
      'driverToolkit: { catalog: { owner: { $file: missing.txt } } }',
      /^.+missing\.txt[^;]+$/,
    ],
  ])('refuses %j', async (content, message) => {
    const file = await world.write('a.yaml', content);

    await expect(loadConfig([file], {})).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message),
    });
  });

  it('names a missing file', async () => {
    await expect(loadConfig(['missing.yaml'], {})).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/missing\.yaml" does not exist$/),
    });
  });
});
