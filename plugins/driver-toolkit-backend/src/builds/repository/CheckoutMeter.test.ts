import { CheckoutMeter, MAX_DEPTH, MAX_FILES } from './CheckoutMeter';

describe('CheckoutMeter', () => {
  it('takes as many files and folders as it may, and no more', () => {
    const meter = new CheckoutMeter('here', 1);
    for (let i = 0; i < MAX_FILES; i++) {
      meter.take(`${i}`, 0);
    }
    expect(meter.refusal).toBeUndefined();

    expect(meter.take('one more', 0)).toBe(false);
    expect(meter.refusal?.message).toBe(
      'The repository here has more than 131072 files and folders, which is refused.',
    );
  });

  it('accepts bytes up to the limit', () => {
    const meter = new CheckoutMeter('here', 100);
    expect([meter.take('a', 60), meter.take('b', 40)]).toEqual([true, true]);
    expect(meter.take('c', 1)).toBe(false);
  });

  it('counts the folders around a file or folder', () => {
    const deep = `${'d/'.repeat(MAX_DEPTH)}`;
    for (const path of [`${deep}file`, `${deep}folder/`]) {
      expect(new CheckoutMeter('here', 1).take(path, 0)).toBe(true);
      expect(new CheckoutMeter('here', 1).take(`d/${path}`, 0)).toBe(false);
    }
  });

  it('keeps the first exceeded limit, in a printable message', () => {
    const meter = new CheckoutMeter('here', 100);
    const path = `${'d/'.repeat(MAX_DEPTH + 1)}\u001b\n${'x'.repeat(5000)}`;
    expect(meter.take(path, 0)).toBe(false);
    const { message } = meter.refusal!;
    expect(message).toMatch(/deep, which is refused: (d\/){65}\ufffd x+$/);
    expect(message.length).toBeLessThan(300);

    expect(meter.take('small', 101)).toBe(false);
    expect(meter.refusal?.message).toBe(message);
  });
});
