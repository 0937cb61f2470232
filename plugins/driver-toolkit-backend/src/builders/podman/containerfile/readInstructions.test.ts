import {
  readInstructions,
  UnclearContainerfile,
  writeInstructions,
} from './readInstructions';

/** The rewritten Containerfile of these lines. */
const rewritten = (...lines: string[]) =>
  writeInstructions(readInstructions(lines.join('\n')));

describe('readInstructions', () => {
  it('puts each instruction on one line, joined like podman does', () => {
    expect(
      rewritten(
        '# comment',
        '',
        '  from base\r',
        'RUN a \\',
        '  # within',
        '',
        '\t',
        '  b \\  ',
        'c',
        'run\tnext',
        'LABEL x="a # b" \\',
        'y=1 \\',
      ),
    ).toBe('FROM base\nRUN a   b c\nRUN next\nLABEL x="a # b" y=1\n');
  });

  it('finds names that extend over lines, with comments between', () => {
    expect(
      rewritten('FR\\', '', '# x', ' \t', 'OM base', 'VO\\', '', 'LUME /a'),
    ).toBe('FROM base\nVOLUME /a\n');
  });

  it('returns the first line of each instruction', () => {
    const lines = readInstructions('# x\n\nFROM a\nRUN b \\\n c\n\nRUN d');
    expect(lines.map(({ name, line }) => [name, line])).toEqual([
      ['FROM', 3],
      ['RUN', 4],
      ['RUN', 7],
    ]);
  });

  it('leaves here-documents unchanged', () => {
    const text = [
      'FROM base',
      'RUN bash <<-"END" > /out',
      'FROM evil \\',
      '# kept',
      '',
      '\tEND',
      'COPY <<A /a',
      'RUN b',
      'A',
      'RUN echo $((1<<2)) "a<<b"',
      '',
    ].join('\n');
    const instructions = readInstructions(text);
    expect(instructions.map(({ name }) => name)).toEqual([
      'FROM',
      'RUN',
      'COPY',
      'RUN',
    ]);
    expect(instructions[1].document).toEqual([
      'FROM evil \\',
      '# kept',
      '',
      '\tEND',
    ]);
    expect(writeInstructions(instructions)).toBe(text);
  });

  it.each([
    [['# escape=`', 'FROM base'], 'It has a parser directive'],
    [['#syntax=evil/frontend', 'FROM base'], 'It has a parser directive'],
    [['FROM base', 'EVIL x'], 'Line 2 is not a known instruction'],
    [['FROM base', '"RUN" x'], 'Line 2 is not a known instruction'],
    [['FROM'], 'Line 1 is not a known instruction'],
    [['FROM\u00a0base'], 'Line 1 is not a known instruction'],
    [
      ['FROM base', 'RUN a \\\u00a0', 'FROM evil'],
      'Line 2 is not a known instruction',
    ],
    [
      ['FROM base', 'RUN a\\\u2028', 'FROM evil'],
      'Line 2 is not a known instruction',
    ],
    [
      ['FROM base', 'RUN <<A <<B', 'A', 'B'],
      'Line 2 has an ambiguous here-document',
    ],
    [
      ['FROM base', 'RUN "a" <<A', 'A'],
      'Line 2 has an ambiguous here-document',
    ],
    [
      ['FROM base', 'RUN cat <<A', 'no end'],
      'Line 2 has an ambiguous here-document',
    ],
    [
      ['FROM base', 'RUN cat <<$A', '$A'],
      'Line 2 has an ambiguous here-document',
    ],
    [
      ['FROM base', 'RUN cat <<1A', '1A'],
      'Line 2 has an ambiguous here-document',
    ],
    [['FROM base', 'RUN 3<<A', 'A'], 'Line 2 has an ambiguous here-document'],
    [
      ['FROM base', 'ONBUILD RUN <<A', 'A'],
      'Line 2 has an ambiguous here-document',
    ],
  ])('refuses %j', (lines, problem) => {
    const read = () => readInstructions(lines.join('\n'));
    expect(read).toThrow(UnclearContainerfile);
    expect(read).toThrow(problem);
  });

  it('reads instructions up to the limit quickly', () => {
    const of = (count: number) => 'FROM a\n'.repeat(count);
    expect(readInstructions(of(1000))).toHaveLength(1000);
    expect(() => readInstructions(of(1001))).toThrow(
      'It has more than 1000 instructions',
    );
    expect(() => readInstructions('\n'.repeat(256 * 1024))).not.toThrow();
  });
});
