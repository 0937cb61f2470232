import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { pack } from 'tar-stream';
import { readTarEntries } from './readTarEntries';

const LIMITS = { maxBytes: 1024 * 1024, maxEntries: 10 };

/** Files without content, each with a header of 512 bytes. */
function files(count: number): Readable {
  const tar = pack();
  for (let i = 0; i < count; i++) {
    tar.entry({ name: `${i}` }, '');
  }
  tar.finalize();
  return Readable.from(tar);
}

async function namesOf(tar: Readable, limits = LIMITS): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of readTarEntries(tar, 'The folder', limits)) {
    names.push(entry.header.name);
  }
  return names;
}

describe('readTarEntries', () => {
  it('skips unread entries', async () => {
    const tar = pack();
    tar.entry({ name: 'a' }, 'x'.repeat(100_000));
    tar.entry({ name: 'b' }, 'y');
    tar.finalize();
    expect(await namesOf(Readable.from(tar))).toEqual(['a', 'b']);
  });

  it('gives entries up to the limit, and no more', async () => {
    expect(await namesOf(files(10))).toHaveLength(10);
    await expect(namesOf(files(11))).rejects.toThrow(
      'The folder has more than 10 files and folders, which is refused.',
    );
  });

  it('reads bytes up to the limit, and no more', async () => {
    const maxBytes = 10 * 512 + 1024;
    expect(await namesOf(files(10), { ...LIMITS, maxBytes })).toHaveLength(10);
    await expect(
      namesOf(files(10), { ...LIMITS, maxBytes: maxBytes - 1 }),
    ).rejects.toThrow(
      `The folder has more than ${maxBytes - 1} bytes, which is refused.`,
    );
  });

  it('stops reading an endless stream, and yields to others meanwhile', async () => {
    let read = 0;
    const endless = (async function* blocks() {
      const begun = pack();
      begun.entry({ name: 'endless', size: 8 * 1024 ** 3 - 1 });
      for await (const header of begun) {
        yield header;
        break;
      }
      for (;;) {
        read += 65_536;
        yield Buffer.alloc(65_536);
      }
    })();
    const tar = Readable.from(endless);
    let turns = 0;
    let done = false;
    const others = (async () => {
      while (!done) {
        turns += 1;
        await setImmediate();
      }
    })();

    await expect(
      namesOf(tar, { maxBytes: 512 * 1024 ** 2, maxEntries: 10 }),
    ).rejects.toThrow('has more than 536870912 bytes');
    done = true;
    await others;

    expect(tar.destroyed).toBe(true);
    expect(read).toBeLessThan(520 * 1024 ** 2);
    expect(turns).toBeGreaterThan(3);
  });

  it("fails with its source's error, and closes its source when the reader stops", async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('podman has gone'));
      },
    });
    await expect(namesOf(broken)).rejects.toThrow('podman has gone');

    const left = files(10);
    for await (const _ of readTarEntries(left, 'The folder', LIMITS)) {
      break;
    }
    await setImmediate();
    expect(left.destroyed).toBe(true);
  });
});
