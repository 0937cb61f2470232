import { parseKernelLabel } from './parseKernelLabel';

describe('parseKernelLabel', () => {
  const label = { name: "label 'ostree.linux' of an image" };

  it.each([
    ['5.14.0-391.el9.x86_64', '5.14.0-391.el9', 'default'],
    ['5.14.0-391.el9', '5.14.0-391.el9', 'default'],
    ['6.8.5-301.fc40.x86_64', '6.8.5-301.fc40', 'default'],
    ['5.14.0-427.18.1.el9_4.x86_64+rt', '5.14.0-427.18.1.el9_4', 'rt'],
    [
      '5.14.0-284.36.1.rt14.321.el9_2.x86_64',
      '5.14.0-284.36.1.rt14.321.el9_2',
      'rt',
    ],
    ['4.18.0-372.41.1.rt7.198.el8_6', '4.18.0-372.41.1.rt7.198.el8_6', 'rt'],
  ])('reads %s', (value, release, variant) => {
    const unameRelease = value.includes('x86_64') ? value : `${value}.x86_64`;
    expect(parseKernelLabel(value, 'x86_64', label)).toEqual({
      architecture: 'x86_64',
      variant,
      release,
      unameRelease,
      buildable: false,
      packages: [],
    });
  });

  it("uses the label's variant if the value has none", () => {
    expect(
      parseKernelLabel('5.14.0-427.18.1.el9_4.aarch64', 'aarch64', {
        ...label,
        variant: '64k',
      }),
    ).toMatchObject({
      variant: '64k',
      unameRelease: '5.14.0-427.18.1.el9_4.aarch64+64k',
    });
  });

  it('shows the printable part of a value', () => {
    expect(() =>
      parseKernelLabel('5.14\u0000-\u001b[31m\nX', 'x86_64', label),
    ).toThrow(
      "an image is '5.14\u{fffd}-\u{fffd}[31m X', which is not a kernel",
    );
  });

  it.each([
    '',
    'unknown',
    '5.14.0',
    '1:5.14.0-391.el9',
    '5.14.0-391.el9.aarch64',
    '5.14.0-391.el9.x86_64+odd',
    `5.14.0-${'9'.repeat(200)}.el9.x86_64`,
    '../../etc/passwd',
  ])('refuses %j', value => {
    expect(() => parseKernelLabel(value, 'x86_64', label)).toThrow(
      /^The label 'ostree\.linux' of an image is '.{0,100}', which is not a kernel for x86_64, such as 5\.14\.0-391\.el9\.x86_64$/,
    );
  });
});
