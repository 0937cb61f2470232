import { formatTable } from './formatTable';

describe('formatTable', () => {
  it('aligns columns without trailing spaces', () => {
    expect(
      formatTable(
        ['A', 'LONG'],
        [
          ['wider', 'x'],
          ['y', ''],
        ],
      ),
    ).toBe('A      LONG\nwider  x\ny\n');
  });

  it('prints no control characters', () => {
    expect(formatTable(['A'], [['\u001b[2Jx\ny']])).toBe(
      'A\n\ufffd[2Jx\ufffdy\n',
    );
  });
});
