import {
  LABEL_BASE_DIGEST,
  LABEL_BASE_NAME,
  LABEL_CONTAINERFILE_DIGEST,
  ToolkitInputs,
} from './ToolkitInputs';

const BASE = 'quay.io/centos/centos:stream9';

describe('ToolkitInputs', () => {
  const inputs = (digests: Record<string, string>) =>
    new ToolkitInputs({
      baseImageOf: source => (source === 'nine' ? BASE : 'other'),
      containerfile: './Dockerfile',
      digests: new Map(Object.entries(digests)),
    });
  const known = inputs({
    [BASE]: 'sha256:base',
    './Dockerfile': 'sha256:file',
  });
  const staleness = (labels: Record<string, string>, of = known) =>
    of.staleness({ labels }, 'nine');

  it('names the inputs of a source’s images', () => {
    expect(known.of('nine')).toEqual({
      baseImage: BASE,
      baseDigest: 'sha256:base',
      containerfileDigest: 'sha256:file',
    });
    expect(inputs({}).of('ten')).toEqual({
      baseImage: 'other',
      baseDigest: undefined,
      containerfileDigest: undefined,
    });
  });

  it.each([
    ['nothing', {}],
    ['the same base image', { [LABEL_BASE_NAME]: BASE }],
    ['the same digest alone', { [LABEL_BASE_DIGEST]: 'sha256:base' }],
    [
      'all the same',
      {
        [LABEL_BASE_NAME]: BASE,
        [LABEL_BASE_DIGEST]: 'sha256:base',
        [LABEL_CONTAINERFILE_DIGEST]: 'sha256:file',
      },
    ],
  ])('treats an image as fresh if its labels say %s', (_, labels) => {
    expect(staleness(labels)).toBeUndefined();
  });

  it('says nothing about unknown inputs', () => {
    const labels = {
      [LABEL_BASE_NAME]: BASE,
      [LABEL_BASE_DIGEST]: 'sha256:older',
      [LABEL_CONTAINERFILE_DIGEST]: 'sha256:older',
    };
    expect(staleness(labels, inputs({}))).toBeUndefined();
  });

  it('names another base image, and does not compare its digest as well', () => {
    expect(
      staleness({
        [LABEL_BASE_NAME]: 'quay.io/centos/centos:stream8',
        [LABEL_BASE_DIGEST]: 'sha256:older',
      }),
    ).toEqual([
      `It was built on quay.io/centos/centos:stream8; the base image is ${BASE} now.`,
    ]);
  });

  it('names each changed input, and both', () => {
    const base = { [LABEL_BASE_DIGEST]: 'sha256:older' };
    const file = { [LABEL_CONTAINERFILE_DIGEST]: 'sha256:older' };
    const changedBase = `The base image ${BASE} has changed since.`;
    const changedFile = "The toolkit's Containerfile has changed since.";
    expect(staleness(base)).toEqual([changedBase]);
    expect(staleness(file)).toEqual([changedFile]);
    expect(staleness({ ...base, ...file })).toEqual([changedBase, changedFile]);
  });
});
