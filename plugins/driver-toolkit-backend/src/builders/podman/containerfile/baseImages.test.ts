import { readStageStarts, writeStart } from './baseImages';
import { readInstructions } from './readInstructions';

const read = (lines: string[], given: Record<string, string> = {}) =>
  readStageStarts(readInstructions(lines.join('\n')), given);

/** The rewritten start of each stage; images are marked by `!`. */
const starts = (lines: string[], given?: Record<string, string>) =>
  read(lines, given).map(
    start =>
      `${writeStart(start, start.line).rest}${start.isImage ? ' !' : ''}`,
  );

describe('readStageStarts', () => {
  it('distinguishes images from earlier stages and from scratch', () => {
    expect(
      starts(
        [
          'ARG DTK_IMAGE',
          'FROM ${DTK_IMAGE} AS builder',
          'from builder as more',
          'FROM later',
          'FROM scratch AS later',
          'FROM later',
          'FROM 0',
        ],
        { DTK_IMAGE: 'toolkit@sha256:1' },
      ),
    ).toEqual([
      'toolkit@sha256:1 AS builder !',
      'builder AS more',
      'later !',
      'scratch AS later',
      'later',
      '0 !',
    ]);
  });

  it('replaces variables by arguments, then by the last defaults before the first FROM', () => {
    expect(
      starts(
        [
          'ARG BASE=quay.io/base:9',
          'ARG TAG=1',
          'ARG TAG="2"',
          'ARG EMPTY',
          'FROM $BASE',
          'ARG TAG=3',
          'FROM x${EMPTY}:${TAG}',
          'FROM ${EMPTY:-fallback}',
          'FROM ${TAG:-fallback}',
        ],
        { BASE: 'other' },
      ),
    ).toEqual(['other !', 'x:2 !', 'fallback !', '2 !']);
  });

  it('writes stages so that podman cannot read them as images', () => {
    expect(starts(['ARG X=a', 'FROM scratch AS a', 'FROM ${X}'])).toEqual([
      'scratch AS a',
      'a',
    ]);
  });

  it('keeps a platform', () => {
    expect(starts(['FROM --platform=linux/arm64 base AS x'])).toEqual([
      '--platform=linux/arm64 base AS x !',
    ]);
  });

  it.each([
    [['FROM --pull base'], 'Line 1 is not a plain FROM'],
    [['FROM base as x y'], 'Line 1 is not a plain FROM'],
    [['FROM --platform=$P base'], 'Line 1 has an ambiguous option of FROM'],
    [['FROM "base"'], 'Line 1 has no image of a registry in its FROM'],
    [['FROM $A'], 'Line 1 has no image of a registry'],
    [['FROM ${A}base'], 'Line 1 has no image of a registry'],
    [['ARG A=b', 'FROM ${A:+c}'], 'Line 2 has no image of a registry'],
    [['FROM -v'], 'Line 1 has no image of a registry'],
    [['FROM containers-storage:[overlay@/a+/b]x'], 'Line 1 has no image of'],
    [['FROM oci:/srv/x'], 'Line 1 has no image of a registry'],
    [['ARG A=dir', 'FROM $A:/srv'], 'Line 2 has no image of a registry'],
    [
      ['ARG A="x y"', 'FROM $A'],
      'Line 1 has an ambiguous ARG before the first FROM',
    ],
    [
      ['ARG A=$B', 'FROM x'],
      'Line 1 has an ambiguous ARG before the first FROM',
    ],
    [
      ['ARG Y=1 X=evil', 'FROM x'],
      'Line 1 has an ambiguous ARG before the first FROM',
    ],
    [
      ['ARG X evil', 'FROM x'],
      'Line 1 has an ambiguous ARG before the first FROM',
    ],
    [
      ['FROM base as Trap', 'FROM trap'],
      'Line 1 has a stage name with characters other',
    ],
  ])('refuses %j', (lines, problem) => {
    expect(() => read(lines)).toThrow(problem);
  });

  it('joins an ARG over two lines before it reads it', () => {
    expect(
      starts(['ARG X=a', 'ARG \\', '  X=evil', 'FROM scratch AS a', 'FROM $X']),
    ).toEqual(['scratch AS a', 'evil !']);
  });
});
