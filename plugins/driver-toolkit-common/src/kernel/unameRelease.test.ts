import fc from 'fast-check';
import { formatUnameRelease, parseUnameRelease } from './unameRelease';
import { VARIANTS } from './variants';

const forms = [
  ['4.18.0-305.el8.x86_64', '305.el8', 'x86_64', 'default'],
  ['4.18.0-553.22.1.el8_10.s390x', '553.22.1.el8_10', 's390x', 'default'],
  ['4.18.0-305.el8.x86_64+debug', '305.el8', 'x86_64', 'debug'],
  [
    '4.18.0-372.41.1.rt7.198.el8_6.x86_64',
    '372.41.1.rt7.198.el8_6',
    'x86_64',
    'rt',
  ],
  [
    '4.18.0-372.41.1.rt7.198.el8_6.x86_64+debug',
    '372.41.1.rt7.198.el8_6',
    'x86_64',
    'rt-debug',
  ],
  ['5.14.0-391.el9.x86_64', '391.el9', 'x86_64', 'default'],
  [
    '5.14.0-284.36.1.rt14.321.el9_2.x86_64',
    '284.36.1.rt14.321.el9_2',
    'x86_64',
    'rt',
  ],
  ['5.14.0-427.18.1.el9_4.x86_64+rt', '427.18.1.el9_4', 'x86_64', 'rt'],
  [
    '5.14.0-503.23.1.el9_5.x86_64+rt-debug',
    '503.23.1.el9_5',
    'x86_64',
    'rt-debug',
  ],
  ['5.14.0-570.12.1.el9_6.aarch64+64k', '570.12.1.el9_6', 'aarch64', '64k'],
  [
    '5.14.0-570.12.1.el9_6.aarch64+64k-debug',
    '570.12.1.el9_6',
    'aarch64',
    '64k-debug',
  ],
  [
    '6.12.0-219.el10.aarch64+rt-64k-debug',
    '219.el10',
    'aarch64',
    'rt-64k-debug',
  ],
  ['4.14.35-1910a.el7uek.x86_64', '1910a.el7uek', 'x86_64', 'default'],
  [
    '5.15.0-106.131.4.el8uek.x86_64.debug',
    '106.131.4.el8uek',
    'x86_64',
    'debug',
  ],
  [
    '5.15.0-306.177.4.1.el9uek.aarch64.64k',
    '306.177.4.1.el9uek',
    'aarch64',
    '64k',
  ],
  [
    '6.12.0-100.28.2.el10uek.aarch64.64kdebug',
    '100.28.2.el10uek',
    'aarch64',
    '64k-debug',
  ],
  ['6.12.0-55.el10+1.x86_64', '55.el10+1', 'x86_64', 'default'],
  ['6.12.0-55.el10+1.x86_64+rt', '55.el10+1', 'x86_64', 'rt'],
  [
    '6.12.0-55.1+2.el10+64k.aarch64+rt-64k',
    '55.1+2.el10+64k',
    'aarch64',
    'rt-64k',
  ],
  ['6.1.112-122.189.amzn2023.x86_64', '122.189.amzn2023', 'x86_64', 'default'],
  ['7.1.0-1.el9ueknext.x86_64', '1.el9ueknext', 'x86_64', 'default'],
] as const;

describe('parseUnameRelease', () => {
  it.each(forms)(
    'reads %s and writes it back',
    (uname, release, architecture, variant) => {
      const parsed = parseUnameRelease(uname);
      expect(parsed).toEqual({
        version: uname.split('-')[0],
        release,
        architecture,
        variant,
      });
      expect(formatUnameRelease(parsed)).toBe(uname);
    },
  );

  it("reads the form of provides and writes the kernel's own", () => {
    const provide = '5.14.0-427.18.1.el9_4.aarch64+64k_debug';
    expect(formatUnameRelease(parseUnameRelease(provide))).toBe(
      '5.14.0-427.18.1.el9_4.aarch64+64k-debug',
    );
  });

  it('gives back what formatUnameRelease wrote', () => {
    const value = fc.record({
      version: fc.constantFrom('4.18.0', '5.14.0', '6.12.0'),
      release: fc.stringMatching(
        /^[0-9]{1,4}(\.[0-9]{1,3}){0,2}\.el[0-9](_[0-9]{1,2})?(\+[a-z0-9]{1,3})?$/,
      ),
      architecture: fc.constantFrom('x86_64', 'aarch64', 'ppc64le', 's390x'),
      variant: fc.constantFrom(...VARIANTS),
    });
    fc.assert(
      fc.property(value, uname =>
        expect(parseUnameRelease(formatUnameRelease(uname))).toEqual({
          ...uname,
        }),
      ),
    );
  });

  it.each([
    '',
    '5.14.0-391.el9',
    '5.14.0.x86_64',
    '5.14.0-391.el9.x86_64+',
    '5.14.0-391.el9+rt',
    '5.14.0-391.el9.x86_64+odd.x86_64',
    '5.14.0-391.el9+rt.odd',
    '5.14.0-391.el9.x86_64+default',
    '5.14.0-391.el9.x86_64+realtime',
    '5.14.0-391.el9.x86_64+rt+debug',
    '5.14.0-391.el9.x86_64_rt',
    '5.14.0-284.36.1.rt14.321.el9_2.x86_64+rt',
    '5.14.0-391.el9.x86_64.debug',
    '5.15.0-306.177.4.1.el9uek.x86_64+debug',
    '5.15.0-306.177.4.1.el9uek.x86_64.rt',
    '6.1.0-49-amd64',
    '5.14.0-391.el9.x86_64\n',
    '5.14.0-391.el9.x86_64 $(id)',
  ])('refuses %j', value => {
    expect(() => parseUnameRelease(value)).toThrow(/is not a kernel release/);
  });

  it('writes no default kernel of an rt release', () => {
    expect(() =>
      formatUnameRelease({
        version: '5.14.0',
        release: '284.36.1.rt14.321.el9_2',
        architecture: 'x86_64',
        variant: '64k',
      }),
    ).toThrow(/one of rt/);
  });
});
