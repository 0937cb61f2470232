import { parsePackages, QUERY_FORMAT } from './parsePackages';

const line = (...fields: string[]) => `${fields.join('\t')}\n`;
const core = line(
  'kernel-core',
  '(none)',
  '5.14.0',
  '391.el9',
  'x86_64',
  'ab12',
  'kernel-5.14.0-391.el9.src.rpm',
  'CentOS',
  'GPLv2 and Redistributable, no modification permitted',
);
const bash = line(
  'bash',
  '1',
  '5.1.8',
  '6.el9',
  'x86_64',
  '(none)',
  '(none)',
  '(none)',
  '(none)',
);
const key = line(
  'gpg-pubkey',
  '(none)',
  '8483c65d',
  '5ccc5b19',
  '(none)',
  '(none)',
  '(none)',
  '(none)',
  'pubkey',
);

describe('parsePackages', () => {
  it('asks rpm for a line of fields with tabs between them', () => {
    expect(QUERY_FORMAT).toMatch(
      /^%\{NAME\}\\t%\{EPOCH\}\\t.*%\{LICENSE\}\\n$/,
    );
  });

  it('takes packages in the order of their names, and no keys', () => {
    expect(parsePackages(core + key + bash)).toEqual([
      {
        name: 'bash',
        epoch: '1',
        version: '5.1.8',
        release: '6.el9',
        architecture: 'x86_64',
      },
      {
        name: 'kernel-core',
        version: '5.14.0',
        release: '391.el9',
        architecture: 'x86_64',
        headerSha256: 'ab12',
        sourcePackage: 'kernel-5.14.0-391.el9.src.rpm',
        vendor: 'CentOS',
        license: 'GPLv2 and Redistributable, no modification permitted',
      },
    ]);
  });

  it('gives the same in whatever order rpm has them', () => {
    expect(parsePackages(bash + core)).toEqual(parsePackages(core + bash));
  });

  it('says what else than packages rpm has printed', () => {
    expect(() => parsePackages('welcome\n')).toThrow(
      'rpm of the image has printed something else than it was asked for: welcome',
    );
  });
});
