import { Console } from './Console';

describe('Console', () => {
  it('keeps printable lines only', () => {
    const console = new Console();
    console.add(Buffer.from('one\r\n\x1b[31mred\x1b[0m\x07\x00\n'));
    console.add(Buffer.from([0xe2, 0x80, 0xae, 0x9b]));
    console.add(Buffer.from('end'));
    expect(console.text).toBe('one\nred\nend');
  });

  it('keeps 256 KiB, and says that there was more', () => {
    const console = new Console();
    console.add(Buffer.alloc(200 * 1024, 'a'));
    console.add(Buffer.alloc(56 * 1024, 'b'));
    expect(console.isFull).toBe(false);
    console.add(Buffer.from('c'));
    expect(console.isFull).toBe(true);
    console.add(Buffer.from('d'));
    expect(console.text).toHaveLength(256 * 1024);
    expect(console.text).toMatch(/ab+$/);
  });
});
