import { Readable } from 'node:stream';
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

/** rpm's output, in one piece or several. */
const parse = (...pieces: (string | Buffer)[]) =>
  parsePackages(Readable.from(pieces.map(piece => Buffer.from(piece))));

describe('parsePackages', () => {
  it('asks rpm for a line of fields with tabs between them', () => {
    expect(QUERY_FORMAT).toMatch(
      /^%\{NAME\}\\t%\{EPOCH\}\\t.*%\{LICENSE\}\\n$/,
    );
  });

  it('gives packages in the order of their names, without keys', async () => {
    expect(await parse(core + key + bash)).toEqual([
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

  it('gives the same result for any order of rpm', async () => {
    expect(await parse(bash + core)).toEqual(await parse(core + bash));
  });

  it('quotes output of rpm that is not a package', async () => {
    await expect(parse('welcome\u001b[2J\n')).rejects.toThrow(
      'rpm of the image printed something unexpected: welcome\ufffd[2J',
    );
  });

  it('reads output cut at any position, also a last line without an end', async () => {
    const output = Buffer.from(
      `${line('naïve', ...Array(8).fill('(none)'))}\n${bash.trimEnd()}`,
    );
    const whole = await parse(output);
    expect(whole.map(({ name }) => name)).toEqual(['bash', 'naïve']);
    for (let at = 1; at < output.length; at++) {
      expect(await parse(output.subarray(0, at), output.subarray(at))).toEqual(
        whole,
      );
    }
  });

  it('accepts 5000 packages, keys aside, and no more', async () => {
    const most = bash.repeat(5000) + key;
    expect(await parse(most)).toHaveLength(5000);
    await expect(parse(most, bash)).rejects.toThrow(
      'rpm of the image lists more than 5000 packages, which is refused.',
    );
  });

  it.each(['', '\n'])(
    'accepts a line of 8192 characters and no longer one, ending in %j',
    async end => {
      const begun = bash.trimEnd();
      const longest = begun.padEnd(8192, 'x');
      expect(await parse(`${longest}${end}`)).toHaveLength(1);
      await expect(parse(`${longest}x${end}`)).rejects.toThrow(
        'rpm of the image prints a line of more than 8192 characters, which is refused: bash',
      );
    },
  );

  it('accepts 1 MiB and no byte more', async () => {
    const filler = Buffer.alloc(1024 * 1024 - bash.length, '\n');
    expect(await parse(filler, bash)).toHaveLength(1);
    await expect(parse(filler, bash, '\n')).rejects.toThrow(
      'rpm of the image prints more than 1048576 bytes, which is refused.',
    );
  });
});
