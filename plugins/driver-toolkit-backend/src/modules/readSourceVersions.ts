import type { Readable } from 'node:stream';
import {
  BuildFailedError,
  type BuiltImage,
  parseModulePaths,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** `modinfo` prints 15 MiB about the 4,000 modules of a whole kernel. */
const MAX_BYTES = 128 * 1024 ** 2;
/** Such as a long list of parameters. */
const MAX_LINE_LENGTH = 1024 * 1024;
const MAX_VALUE_LENGTH = 64;
const TIMEOUT_MS = 60_000;

/**
 * Reads the hashes of the sources of a toolkit kernel's own modules, with the
 * image's own `modinfo`: it decompresses thousands of modules in a few seconds.
 *
 * @returns by the modules' names, with `_` for `-`; undefined if the image
 * cannot tell
 * @throws BuildFailedError if the program fails or prints too much
 */
export async function readSourceVersions(
  image: Pick<BuiltImage, 'runProgram'>,
  unameRelease: string,
  signal: AbortSignal,
): Promise<Map<string, string> | undefined> {
  return image.runProgram(
    [
      ...['find', `/lib/modules/${unameRelease}/`, '-name', '*.ko*'],
      ...['-exec', 'modinfo', '{}', '+'],
    ],
    parse,
    AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  );
}

async function parse(output: Readable): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let name: string | undefined;
  let rest = '';
  let bytes = 0;
  for await (const chunk of output) {
    bytes += chunk.length;
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop()!;
    if (bytes > MAX_BYTES || rest.length > MAX_LINE_LENGTH) {
      throw new BuildFailedError(
        "modinfo of the toolkit image prints too much about the kernel's modules.",
      );
    }
    for (const line of lines) {
      const [, key, value] =
        /^(filename|srcversion): +(.{1,512})$/.exec(line) ?? [];
      if (key === 'filename') {
        [name] = parseModulePaths(value);
      } else if (key && name && value.length <= MAX_VALUE_LENGTH) {
        found.set(name, value);
      }
    }
  }
  return found;
}
