import { boundError, listedError } from './boundError';

describe('boundError', () => {
  const short = {
    message: 'The step failed',
    step: 'RUN make',
    lines: ['no rule'],
    transient: true,
  };

  it('keeps an error within the bounds unchanged', () => {
    expect(boundError(short)).toEqual(short);
    expect(boundError({ message: 'm' })).toEqual({ message: 'm' });
    expect(boundError({ ...short, transient: false }).transient).toBe(false);
  });

  it('cuts each text, and keeps the last lines', () => {
    const { message, step, lines } = boundError({
      message: 'm'.repeat(4_001),
      step: 's'.repeat(2_001),
      lines: [
        ...Array.from({ length: 20 }, (_, i) => `${i}`),
        'l'.repeat(2_001),
      ],
    });
    expect(message).toBe(`${'m'.repeat(3_999)}…`);
    expect(step).toBe(`${'s'.repeat(1_999)}…`);
    expect(lines).toHaveLength(20);
    expect(lines?.[0]).toBe('1');
    expect(lines?.[19]).toBe(`${'l'.repeat(1_999)}…`);
  });

  it('cuts nothing at exactly its bound', () => {
    const message = 'm'.repeat(4_000);
    expect(boundError({ message }).message).toBe(message);
  });

  it('keeps only the shortened message for a list', () => {
    expect(listedError(short)).toEqual({ message: short.message });
    expect(listedError({ message: 'm'.repeat(501) }).message).toBe(
      `${'m'.repeat(499)}…`,
    );
  });
});
