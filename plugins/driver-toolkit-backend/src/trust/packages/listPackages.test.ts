import { Readable } from 'node:stream';
import {
  BuildFailedError,
  type BuiltImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { listPackages } from './listPackages';

const BASH =
  'bash\t(none)\t5.1.8\t6.el9\tx86_64\t(none)\t(none)\t(none)\tGPL\n';

describe('listPackages', () => {
  const lines: string[] = [];

  beforeEach(() => {
    lines.length = 0;
  });

  /** An image whose rpm prints this, is missing, or fails. */
  function list(
    printed: string | Iterable<Buffer> | Error | undefined,
    signal = new AbortController().signal,
  ) {
    const runProgram: BuiltImage['runProgram'] = async (_, read) => {
      if (printed instanceof Error) {
        throw printed;
      }
      return printed === undefined
        ? undefined
        : read(
            Readable.from(
              typeof printed === 'string' ? [Buffer.from(printed)] : printed,
            ),
          );
    };
    return listPackages(
      { runProgram },
      { signal, log: line => lines.push(line) },
    );
  }

  it('lists what rpm prints', async () => {
    expect(await list(BASH)).toMatchObject([{ name: 'bash', license: 'GPL' }]);
    expect(lines).toEqual([]);
  });

  it('says that an image has no rpm, or an empty database', async () => {
    expect(await list(undefined)).toBeUndefined();
    expect(await list('')).toBeUndefined();
    expect(lines).toEqual([
      'The image has no rpm, so its packages cannot be listed.',
      "The image's rpm database is empty, so no packages are listed.",
    ]);
  });

  it('warns of failures', async () => {
    expect(
      await list(new BuildFailedError('rpm of the image failed: no space')),
    ).toBeUndefined();
    expect(lines).toEqual([
      "Warning: the image's packages could not be listed: rpm of the image failed: no space",
    ]);
  });

  it('limits endless output', async () => {
    const endless = (function* print() {
      for (;;) {
        yield Buffer.alloc(1024 * 1024, '\n');
      }
    })();
    expect(await list(endless)).toBeUndefined();
    expect(lines).toEqual([
      expect.stringContaining('prints more than 1048576'),
    ]);
  });

  it('stops with the build', async () => {
    const controller = new AbortController();
    controller.abort(new Error('cancelled'));
    await expect(
      list(new Error('podman was stopped'), controller.signal),
    ).rejects.toThrow('cancelled');
    expect(lines).toEqual([]);
  });
});
