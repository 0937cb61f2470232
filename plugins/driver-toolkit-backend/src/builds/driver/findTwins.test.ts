import { findTwins } from './findTwins';

const KERNEL = {
  modules: [
    { name: 'acme_nic', depends: [] },
    { name: 'other', depends: [] },
  ],
  builtin: ['ext4'],
};
const modules = (...names: string[]) =>
  names.map(name => ({ path: `/opt/${name}.ko` }));

describe('findTwins', () => {
  it('names modules that have the name of an in-tree one', () => {
    expect(findTwins(modules('acme-nic', 'own'), KERNEL)).toEqual([
      "/opt/acme-nic.ko has the name of the kernel's own module acme_nic, so a node may load that one instead. Add acme_nic to 'replaces' in driver.yaml, or give the module another name.",
    ]);
  });

  it('accepts those that driver.yaml replaces', () => {
    expect(findTwins(modules('acme-nic'), KERNEL, ['acme-nic'])).toEqual([]);
  });

  it('says that a part of the kernel cannot be replaced', () => {
    expect(findTwins(modules('ext4'), KERNEL, ['ext4'])).toEqual([
      '/opt/ext4.ko has the name of a part of the kernel itself, ext4, which cannot be removed, so the kernel may refuse the module. Give it another name.',
    ]);
  });
});
