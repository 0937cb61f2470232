import { imagePackageUrl, rpmPackageUrl } from './packageUrl';

const one = {
  name: 'kernel-core',
  version: '5.14.0',
  release: '391.el9',
  architecture: 'x86_64',
};

describe('rpmPackageUrl', () => {
  it.each([
    ['Red Hat, Inc.', 'redhat'],
    ['CentOS', 'centos'],
    ['Fedora Project', 'fedora'],
    ['Rocky Enterprise Software Foundation', 'rocky'],
    ['AlmaLinux OS Foundation', 'almalinux'],
    ['Oracle America', 'oracle'],
    ['SUSE LLC <https://www.suse.com/>', 'suse'],
    ['openSUSE', 'opensuse'],
    // Others use their own names.
    [' Amazon.com  (Linux) ', 'amazon-com-linux'],
    ['Not Red Hat', 'not-red-hat'],
    ['The CentOS rebuild', 'the-centos-rebuild'],
    ['My Fedora', 'my-fedora'],
    ['A Rocky road', 'a-rocky-road'],
    ['No Alma', 'no-alma'],
    ['An Oracle', 'an-oracle'],
    ['My SUSE', 'my-suse'],
    ['My openSUSE', 'my-opensuse'],
  ])('names packages of %s as scanners do', (vendor, namespace) => {
    expect(rpmPackageUrl({ ...one, vendor })).toBe(
      `pkg:rpm/${namespace}/kernel-core@5.14.0-391.el9?arch=x86_64`,
    );
  });

  it.each([undefined, '', '  '])('leaves out a vendor that is %j', vendor => {
    expect(rpmPackageUrl({ ...one, vendor })).toBe(
      'pkg:rpm/kernel-core@5.14.0-391.el9?arch=x86_64',
    );
  });

  it('quotes values, and sorts its qualifiers', () => {
    expect(
      rpmPackageUrl({
        ...one,
        name: 'libstdc++',
        version: '11~rc1',
        epoch: '2',
        sourcePackage: 'gcc-11&x.src.rpm',
      }),
    ).toBe(
      'pkg:rpm/libstdc%2B%2B@11~rc1-391.el9?arch=x86_64&epoch=2&upstream=gcc-11%26x.src.rpm',
    );
  });
});

describe('imagePackageUrl', () => {
  const digest = `sha256:${'1'.repeat(64)}`;

  it('is named by the last part of the repository', () => {
    expect(
      imagePackageUrl({ reference: 'example.com:5000/a/b/dtk:1', digest }),
    ).toBe(
      `pkg:oci/dtk@sha256%3A${'1'.repeat(
        64,
      )}?repository_url=example.com%3A5000%2Fa%2Fb%2Fdtk&tag=1`,
    );
  });
});
