import { distinctSymbols } from './distinctSymbols';

describe('distinctSymbols', () => {
  it('has each symbol and checksum once, in order', () => {
    expect(
      distinctSymbols([
        [
          { symbol: 'kfree', crc: 2 },
          { symbol: 'Zone', crc: 9 },
        ],
        [
          { symbol: 'kfree', crc: 1 },
          { symbol: 'kfree', crc: 2 },
          { symbol: 'kfree' },
        ],
        [],
        [{ symbol: 'kfree', crc: 1 }],
      ]),
    ).toEqual([
      { symbol: 'Zone', crc: 9 },
      { symbol: 'kfree' },
      { symbol: 'kfree', crc: 1 },
      { symbol: 'kfree', crc: 2 },
    ]);
  });
});
