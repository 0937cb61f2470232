import { readBaseImages, replaceBaseImages } from './baseImages';

const read = (lines: string[], given: Record<string, string> = {}) =>
  readBaseImages(lines.join('\n'), given);

describe('readBaseImages', () => {
  it('reads what stages begin with, apart from scratch and stages', () => {
    expect(
      read(
        [
          'ARG DTK_IMAGE',
          'FROM ${DTK_IMAGE} AS builder',
          'from builder as more',
          'FROM scratch',
          'RUN echo from here',
        ],
        { DTK_IMAGE: 'toolkit@sha256:1' },
      ),
    ).toEqual([{ line: 1, reference: 'toolkit@sha256:1', stage: 'builder' }]);
    expect(
      read(
        [
          'ARG BASE=quay.io/base:9',
          'ARG TAG=1',
          '\tFROM  $BASE ',
          'FROM x:${TAG}\r',
        ],
        { BASE: 'other' },
      ),
    ).toEqual([
      { line: 2, reference: 'other', stage: undefined },
      { line: 3, reference: 'x:1', stage: undefined },
    ]);
  });

  it('takes the defaults before the first FROM, the last of each', () => {
    expect(
      read(['ARG A=1', 'ARG A=2', 'FROM base:$A', 'ARG A=3', 'FROM base:$A']),
    ).toEqual([
      { line: 2, reference: 'base:2', stage: undefined },
      { line: 4, reference: 'base:2', stage: undefined },
    ]);
  });

  it('takes a stage for an image where its name comes first', () => {
    expect(read(['FROM later', 'FROM base AS later'])).toEqual([
      { line: 0, reference: 'later', stage: undefined },
      { line: 1, reference: 'base', stage: 'later' },
    ]);
  });

  it.each([
    [['FROM --platform=linux/arm64 base'], 'line 1 is no plain FROM'],
    [['FROM "base"'], 'line 1 has an image that is not known beforehand'],
    [['FROM ${A:-base}'], 'line 1 has an image that is not known beforehand'],
    [['FROM $A'], 'line 1 has an image that is not known beforehand'],
    [['ARG A="base"', 'FROM $A'], 'line 2 has an image that is not known'],
    [['ARG A=b', 'ARG A=$B', 'FROM $A'], 'line 3 has an image that is not'],
    [['FROM -v'], 'line 1 has an image that is not known beforehand'],
    [['FROM base as Trap', 'FROM trap'], 'line 1 has a stage whose name'],
    [['FROM base as x y'], 'line 1 is no plain FROM'],
    [['FROM'], 'line 1 is no plain FROM'],
    [['FROM ba\\', 'se'], 'line 1 has an image that is not known'],
    [['FROM base \\', '  as x'], 'line 1 is no plain FROM'],
    [['FR\\', 'OM base'], 'a FROM is written over two lines'],
    [['FROM base', 'FR\\', '# between', 'OM evil'], 'a FROM is written over'],
    [['FROM base', 'RUN python \\', 'from x'], 'line 3 is no plain FROM'],
    [['FROM base', 'RUN ls \\', '# a', 'FROM x'], 'line 4 is no plain FROM'],
    [['\u0085FROM\u0085base'], 'line 1 is no plain FROM'],
    [['# escape=`', 'FROM base'], 'it has a parser directive'],
    [['# syntax=evil/frontend', 'FROM base'], 'it has a parser directive'],
  ])('says of %j what is not plain', (lines, problem) => {
    expect(read(lines)).toContain(problem);
  });
});

describe('replaceBaseImages', () => {
  it('changes nothing but the names of images', () => {
    const lines = [
      '# x',
      'FROM a AS b',
      'RUN ls',
      'FROM c',
      'COPY --from=b / /',
    ];
    const images = read(lines) as Exclude<ReturnType<typeof read>, string>;
    const content = replaceBaseImages(
      lines.join('\n'),
      images.map(image => ({ ...image, by: `${image.reference}@sha256:1` })),
    );
    expect(content.split('\n')).toEqual([
      '# x',
      'FROM a@sha256:1 AS b',
      'RUN ls',
      'FROM c@sha256:1',
      'COPY --from=b / /',
    ]);
  });
});
