import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildLogStore } from '../database/logs/BuildLogStore';
import { shorten } from './shorten';

/** The last lines of a build's log that were stored when the build was read. */
export async function readLastLines(
  logs: BuildLogStore,
  { id, lastSequence }: Pick<Build, 'id' | 'lastSequence'>,
  count: number,
): Promise<string[]> {
  const lines: string[] = [];
  let after = Math.max(0, lastSequence - count);
  while (after < lastSequence) {
    const read = await logs.read(id, after);
    const last = read[read.length - 1];
    if (!last) {
      break;
    }
    lines.push(...read.map(({ line }) => shorten(line)));
    after = last.seq;
  }
  return lines.slice(0, count);
}
