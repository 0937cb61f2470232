import fc from 'fast-check';
import { NoProxy } from './NoProxy';

describe('NoProxy', () => {
  it.each([
    ['127.0.0.0/8', 'http://127.0.0.1:5000'],
    ['127.0.0.0/8', 'http://0x7f.1'],
    ['127.0.0.0/8', 'http://[::ffff:127.0.0.1]'],
    ['10.1.2.3/8', 'http://10.255.255.255'],
    ['10.1.2.3/32', 'http://10.1.2.3'],
    ['0.0.0.0/0', 'https://93.184.216.34'],
    ['fd00::/8', 'https://[fd12:3456::1]'],
    ['[fd00::]/8', 'https://[fd12:3456::1]'],
    ['[fd00::/8]:8443', 'https://[fd12:3456::1]:8443'],
    ['FD00::/8', 'https://[fd12:3456::1]'],
    ['::/0', 'https://[fd12:3456::1]'],
    ['10.0.0.0/8:5000', 'http://10.1.1.1:5000'],
    ['10.1.2.3', 'http://10.1.2.3'],
    ['10.1.2.3:80', 'http://10.1.2.3'],
    ['10.1.2.3:443', 'https://10.1.2.3'],
    ['::1', 'http://[::1]:5000'],
    ['0:0:0:0:0:0:0:1', 'http://[::1]'],
    ['[::1]', 'http://[::1]'],
    ['[::1]:5000', 'http://[::1]:5000'],
    ['example.com', 'https://example.com'],
    ['example.com', 'https://a.b.example.com'],
    ['Example.COM', 'https://EXAMPLE.com'],
    ['.example.com', 'https://a.example.com'],
    ['.example.com', 'https://example.com'],
    ['*.example.com', 'https://a.example.com'],
    ['example.com.', 'https://example.com'],
    ['example.com', 'https://example.com.'],
    ['example.com:443', 'https://example.com'],
    ['localhost', 'http://localhost:5000'],
    ['*', 'https://example.com'],
    ['a, *', 'https://[::1]'],
    ['a,10.0.0.0/8', 'http://10.0.0.1'],
    [' a\t10.0.0.0/8 , ', 'http://10.0.0.1'],
  ])('%j matches %s', (value, url) => {
    expect(new NoProxy(value).includes(new URL(url))).toBe(true);
  });

  it.each([
    ['', 'http://127.0.0.1'],
    [' , ', 'http://example.com'],
    ['127.0.0.0/8', 'http://128.0.0.1'],
    ['127.0.0.0/8', 'http://localhost'],
    ['10.0.0.0/9', 'http://10.128.0.0'],
    ['10.0.0.0/8', 'http://[fd00::1]'],
    ['10.0.0.0/8:5000', 'http://10.1.1.1:5001'],
    ['10.0.0.0/33', 'http://10.0.0.0'],
    ['10.0.0.0/', 'http://10.0.0.0'],
    ['10.0.0.0/-1', 'http://10.0.0.0'],
    ['10.0.0.0/0x8', 'http://10.0.0.1'],
    ['10.0.0.0/8/8', 'http://10.0.0.1'],
    ['10/8', 'http://10.0.0.1'],
    ['/8', 'http://10.0.0.1'],
    ['fd00::/129', 'https://[fd00::]'],
    ['fd00::/8', 'https://[fe00::1]'],
    ['10.1.2.3:81', 'http://10.1.2.3'],
    ['10.1.2.3', 'http://10.1.2.30'],
    ['0.1', 'http://127.0.0.1'],
    ['[::1]:5000', 'http://[::1]:5001'],
    ['::1', 'http://[::2]'],
    ['example.com', 'https://badexample.com'],
    ['example.com', 'https://example.com.evil.test'],
    ['example.com:443', 'http://example.com'],
    ['a.example.com', 'https://example.com'],
    ['ex*', 'https://example.com'],
  ])('%j does not match %s', (value, url) => {
    expect(new NoProxy(value).includes(new URL(url))).toBe(false);
  });

  it('matches every address of a range, and no other', () => {
    const number = (text: string) =>
      text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.integer({ min: 0, max: 32 }),
        fc.ipV4(),
        (network, prefix, address) => {
          const size = 2 ** (32 - prefix);
          const block = (text: string) => Math.floor(number(text) / size);

          expect(
            new NoProxy(`${network}/${prefix}`).includes(
              new URL(`http://${address}`),
            ),
          ).toBe(block(network) === block(address));
        },
      ),
      // Random pairs of addresses rarely share a small range.
      {
        examples: [
          ['10.0.0.0', 31, '10.0.0.1'],
          ['10.0.0.0', 31, '10.0.0.2'],
        ],
      },
    );
  });

  it('accepts any text as a list', () => {
    fc.assert(
      fc.property(fc.string(), value => {
        expect(() =>
          new NoProxy(value).includes(new URL('http://127.0.0.1')),
        ).not.toThrow();
      }),
    );
  });
});
