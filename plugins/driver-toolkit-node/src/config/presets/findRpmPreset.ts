import { almalinux } from './almalinux';
import { CENTOS_STREAM_8, centosStream } from './centosStream';
import { fedora } from './fedora';
import { rocky } from './rocky';
import type { RpmPreset } from './RpmPreset';

const PRESETS: ReadonlyMap<string, RpmPreset> = new Map([
  ['centos-stream-8', CENTOS_STREAM_8],
  ['centos-stream-9', centosStream(9)],
  ['centos-stream-10', centosStream(10)],
  ...[8, 9, 10].flatMap((release): [string, RpmPreset][] => [
    [`rocky-${release}`, rocky(release)],
    [`almalinux-${release}`, almalinux(release)],
  ]),
]);

/** Names of all presets, for a message. */
export const RPM_PRESET_NAMES: readonly string[] = [
  ...PRESETS.keys(),
  'fedora-<release>',
];

/**
 * The repositories of a distribution by its name: one of those in
 * {@link RPM_PRESET_NAMES}; any release of Fedora.
 */
export function findRpmPreset(name: string): RpmPreset | undefined {
  const [, release] = /^fedora-([1-9]\d{1,2})$/.exec(name) ?? [];
  return release === undefined ? PRESETS.get(name) : fedora(Number(release));
}
