import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { evr, segment } from './__testUtils__/arbitraries';
import { compareEvr } from './compareEvr';
import { rpmvercmp } from './rpmvercmp';

const PAIRS = 10_000;

/**
 * rpm's result for each pair, from one rpm process that reads them on stdin.
 */
function askRpm(compare: string, pairs: Array<[string, string]>): number[] {
  const script = `%{lua:
    local answers = {}
    for a in io.lines() do
      local b = io.read()
      answers[#answers + 1] = ${compare}
    end
    print(table.concat(answers, ","))
  }`;
  const rpm = spawnSync('rpm', ['--eval', script], {
    input: pairs.flat().join('\n'),
    encoding: 'utf8',
  });
  if (rpm.status !== 0) {
    throw new Error(`rpm failed: ${rpm.stderr}`);
  }
  return rpm.stdout.trim().split(',').map(Number);
}

function rpmHas(lua: string): boolean {
  const { status, stdout } = spawnSync(
    'rpm',
    ['--eval', `%{lua: print(${lua} ~= nil)}`],
    { encoding: 'utf8' },
  );
  return status === 0 && stdout.trim() === 'true';
}

function disagreements(
  pairs: Array<[string, string]>,
  theirs: number[],
  ours: (a: string, b: string) => number,
) {
  expect(theirs).toHaveLength(pairs.length);
  return pairs
    .map(([a, b], i) => ({ a, b, rpm: theirs[i], ours: ours(a, b) }))
    .filter(answer => answer.rpm !== answer.ours);
}

describe('the order of versions, compared with the installed rpm', () => {
  it('is at least the order rpm documents', () => {
    expect(
      ['1.0~rc1', '1.0', '1.0^git1', '1.0a', '1.0.1'].map((a, i, all) =>
        rpmvercmp(a, all[i + 1] ?? '2'),
      ),
    ).toEqual([-1, -1, -1, -1, -1]);
  });

  // The available tests depend on the machine: none without rpm.
  if (rpmHas('rpm.vercmp')) {
    it(`agrees on ${PAIRS} random pairs of segments`, () => {
      const pairs = fc.sample(fc.tuple(segment, segment), PAIRS);
      const theirs = askRpm('rpm.vercmp(a, b)', pairs);
      expect(disagreements(pairs, theirs, rpmvercmp)).toEqual([]);
    });
  }

  // rpm.ver came with rpm 4.17; before that, vercmp did not support epoch and
  // release.
  if (rpmHas('rpm.ver')) {
    it(`agrees on ${PAIRS} random pairs of epoch, version and release`, () => {
      const pairs = [
        ...fc.sample(fc.tuple(evr, evr), PAIRS),
        // Random pairs rarely differ only in the presence of a release.
        ...fc
          .sample(fc.tuple(segment, segment), PAIRS / 10)
          .map(([version, release]): [string, string] => [
            version,
            `${version}-${release}`,
          ]),
      ];
      const theirs = askRpm('rpm.vercmp(a, b)', pairs);
      expect(disagreements(pairs, theirs, compareEvr)).toEqual([]);
    });
  }
});
