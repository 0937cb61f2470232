import type { DriverModule } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageModule } from '../../../modules/readModules';
import { ModuleIndex } from './ModuleIndex';
import { planLoads } from './planLoads';

/** As depmod writes it. */
const index = new ModuleIndex({
  dep: [
    'kernel/lib/libcrc32c.ko.xz:',
    'kernel/crypto/crc32c_generic.ko.xz:',
    'kernel/arch/crc32c-intel.ko.xz:',
    'kernel/net/phy/libphy.ko.xz:',
    'kernel/net/phy/mdio.ko.xz: kernel/net/phy/libphy.ko.xz kernel/lib/libcrc32c.ko.xz',
    'kernel/net/acme.ko.xz:',
    '',
  ].join('\n'),
  softdep: '# Soft dependencies\nsoftdep libcrc32c pre: crc32c\n',
  alias: [
    'alias crc32c crc32c_intel',
    'alias crc32c crc32c_generic',
    'alias pci:v* acme',
  ].join('\n'),
});

const ofImage = (
  name: string,
  info: Partial<ImageModule['info']> = {},
): ImageModule => ({
  path: `/opt/lib/modules/6/${name}.ko`,
  info: { architecture: 'x86_64', ...info },
});

function plan(named: DriverModule[], modules: ImageModule[]) {
  return planLoads(named, modules, index);
}

const names = (named: DriverModule[], modules: ImageModule[]) =>
  plan(named, modules).map(({ name }) => name);

describe('planLoads', () => {
  it('loads what a module needs first, also softly and by an alias', () => {
    expect(
      names([{ name: 'nic' }], [ofImage('nic', { depends: ['mdio'] })]),
    ).toEqual([
      'crc32c_intel',
      'crc32c_generic',
      'libcrc32c',
      'libphy',
      'mdio',
      'nic',
    ]);
  });

  it('keeps the order of driver.yaml as far as dependencies allow', () => {
    const modules = [
      ofImage('acme-core'),
      ofImage('nic', { depends: ['acme_core'] }),
      ofImage('other'),
    ];
    expect(
      names(
        [{ name: 'other' }, { name: 'nic' }, { name: 'acme-core' }],
        modules,
      ),
    ).toEqual(['other', 'acme_core', 'nic']);
  });

  it('takes the image’s own module in place of the kernel’s', () => {
    expect(plan([{ name: 'acme' }], [ofImage('acme')])).toEqual([
      {
        name: 'acme',
        isNamed: true,
        from: 'image',
        path: '/opt/lib/modules/6/acme.ko',
        parameters: '',
        needs: [],
      },
    ]);
  });

  it('reads soft dependencies of driver.yaml and of the module, and skips unknown ones', () => {
    expect(
      names(
        [
          {
            name: 'nic',
            softDependencies: { before: ['libphy', 'built_in'], after: [] },
          },
        ],
        [ofImage('nic', { softDependencies: ['post: acme pre: other'] })],
      ),
    ).toEqual(['libphy', 'nic', 'acme']);
  });

  it('ends where modules need each other', () => {
    expect(
      names(
        [{ name: 'a' }],
        [ofImage('a', { depends: ['b'] }), ofImage('b', { depends: ['a'] })],
      ),
    ).toEqual(['b', 'a']);
  });

  it('gives parameters as the kernel reads them', () => {
    const [{ parameters }] = plan(
      [{ name: 'nic', parameters: { debug: '0', name: 'two words' } }],
      [ofImage('nic')],
    );
    expect(parameters).toBe('debug=0 name="two words"');
    expect(() =>
      plan(
        [{ name: 'nic', parameters: { name: 'a" evil="1' } }],
        [ofImage('nic')],
      ),
    ).toThrow("cannot give parameter 'name' to module nic");
  });

  it('says what neither image has', () => {
    expect(() =>
      plan([{ name: 'nic' }], [ofImage('nic', { depends: ['gone'] })]),
    ).toThrow(
      'nic depends on gone, of which neither the image nor the toolkit image has the file',
    );
  });

  it('refuses endless dependencies', () => {
    const modules = Array.from({ length: 200 }, (_, i) =>
      ofImage(`m${i}`, { depends: i < 199 ? [`m${i + 1}`] : [] }),
    );
    expect(() => plan([{ name: 'm0' }], modules)).toThrow(
      'need more than 128 others',
    );
  });
});
