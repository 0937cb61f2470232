import { entry, header, TAR_END } from './tar.mjs';
import { KERNEL } from './world.mjs';

const MIB = 1024 * 1024;

/**
 * Images of toolkits: what their rpm prints, and their release files.
 *
 * @returns {import('../hostile.bench.mjs').HostileCase[]}
 */
export function hostileLists() {
  const packages = {
    'the maximum number of packages, all of them long': function* output() {
      for (let i = 0; i < 4999; i++) {
        yield line(`package-${i}`, 'x'.repeat(40 + (i % 50)));
      }
    },
    'packages without end': function* output() {
      for (let i = 0; ; i++) {
        yield line(`${i}`);
      }
    },
    'an endless line': function* output() {
      for (;;) {
        yield 'x'.repeat(64 * 1024);
      }
    },
    'endless empty lines': function* output() {
      for (;;) {
        yield '\n'.repeat(64 * 1024);
      }
    },
  };
  const releases = {
    'an endless release file': async function* tar() {
      yield header('driver-toolkit-release.json', 8 * 1024 * MIB - 1);
      for (;;) {
        yield Buffer.alloc(64 * 1024, '[');
      }
    },
    'a release file of 64 KiB with deep nesting': async function* tar() {
      yield entry('driver-toolkit-release.json', '['.repeat(64 * 1024));
      yield TAR_END;
    },
  };
  return [
    ...Object.entries(packages).map(([name, feed]) => ({
      name,
      kind: 'packages',
      feed,
    })),
    ...Object.entries(releases).map(([name, feed]) => ({
      name,
      kind: 'release',
      feed,
    })),
    { name: 'a label of 4 MiB', kind: 'labels', feed: function* none() {} },
  ];
}

/** @param {string} name */
function line(name, license = '(none)') {
  const fields = [
    name,
    '(none)',
    '1',
    '1.el9',
    KERNEL.architecture,
    'ab'.repeat(32),
    `${name}-1-1.el9.src.rpm`,
    'Vendor',
    license,
  ];
  return `${fields.join('\t')}\n`;
}
