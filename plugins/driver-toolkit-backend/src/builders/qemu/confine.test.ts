import { confine } from './confine';

const LIMITS = { memory: 512 * 1024 ** 2, seconds: 60 };

describe('confine', () => {
  it('gives each program of root a user of its own', () => {
    const users = [1, 2].map(() =>
      confine(['qemu'], LIMITS, true).find(word => word.startsWith('--reuid=')),
    );
    expect(users[0]).toMatch(/^--reuid=6[01]\d{3}$/);
    expect(users[1]).not.toBe(users[0]);
  });

  it('keeps the user of a backend that is not root, in a namespace', () => {
    const command = confine(['qemu'], LIMITS, false);
    expect(command).toContain('--map-root-user');
    expect(command.join(' ')).not.toContain('reuid');
  });

  it('limits memory, time, files and network', () => {
    const command = confine(['qemu', '-x'], LIMITS, true);
    expect(command).toEqual(
      expect.arrayContaining([
        '--as=2684354560',
        '--cpu=120',
        '--fsize=0',
        '--net',
        '--no-new-privs',
        '--bounding-set=-all',
      ]),
    );
    expect(command.slice(-2)).toEqual(['qemu', '-x']);
  });
});
