import { appendLabels } from './appendLabels';

const append = (containerfile: string, labels: Record<string, string>) =>
  appendLabels(Buffer.from(containerfile), labels).toString();

describe('appendLabels', () => {
  it('adds all labels in one instruction', () => {
    expect(append('FROM base\nUSER builder\n', { a: '1', 'b.c': '2 3' })).toBe(
      'FROM base\nUSER builder\nLABEL "a"="1" "b.c"="2 3"\n',
    );
  });

  it.each(['FROM base', 'FROM base\r\n\r\n', 'FROM base \\\n', 'FROM base \\'])(
    'ends the last instruction of %j',
    containerfile => {
      expect(append(containerfile, { a: '1' })).toBe(
        'FROM base\nLABEL "a"="1"\n',
      );
    },
  );

  it('keeps a value literally', () => {
    expect(append('FROM base\n', { a: '$HOME "x" \\' })).toBe(
      'FROM base\nLABEL "a"="\\$HOME \\"x\\" \\\\"\n',
    );
  });

  it('keeps every byte', () => {
    const bytes = Buffer.from([0x46, 0xff, 0xfe, 0x0a]);
    expect(appendLabels(bytes, { a: '1' }).subarray(0, 3)).toEqual(
      bytes.subarray(0, 3),
    );
  });
});
