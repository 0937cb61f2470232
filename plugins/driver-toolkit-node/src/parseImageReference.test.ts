import { parseImageReference } from './parseImageReference';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('parseImageReference', () => {
  it.each([
    [
      'ghcr.io/fabiendupont/driver-toolkit',
      { registry: 'ghcr.io', repository: 'fabiendupont/driver-toolkit' },
    ],
    [
      '127.0.0.1:5050/dtk/driver-toolkit:5.14.0-391.el9',
      {
        registry: '127.0.0.1:5050',
        repository: 'dtk/driver-toolkit',
        tag: '5.14.0-391.el9',
      },
    ],
    [
      `localhost/simple@${DIGEST}`,
      { registry: 'localhost', repository: 'simple', digest: DIGEST },
    ],
    [
      `localhost:5000/simple:1@${DIGEST}`,
      {
        registry: 'localhost:5000',
        repository: 'simple',
        tag: '1',
        digest: DIGEST,
      },
    ],
    ['[::1]:5000/a/b', { registry: '[::1]:5000', repository: 'a/b' }],
    ['alpine', { registry: 'docker.io', repository: 'library/alpine' }],
    [
      'alpine:3',
      { registry: 'docker.io', repository: 'library/alpine', tag: '3' },
    ],
    [
      'docker.io/alpine',
      { registry: 'docker.io', repository: 'library/alpine' },
    ],
    ['fedora/rawhide', { registry: 'docker.io', repository: 'fedora/rawhide' }],
  ])('parses %s', (reference, parts) => {
    expect(parseImageReference(reference)).toEqual(parts);
  });

  it.each([
    '',
    'ghcr.io/',
    'ghcr.io/Upper/case',
    'ghcr.io/a//b',
    'ghcr.io/a:',
    'ghcr.io/a:5.14.0+rt',
    'ghcr.io/a@sha256:abc',
    `ghcr.io/a@${DIGEST}@${DIGEST}`,
    'https://ghcr.io/a',
    'ghcr.io:port/a',
    'ghcr.io/a b',
    '../../etc/passwd',
    '-v/a.b/c',
  ])('refuses %s', reference => {
    expect(() => parseImageReference(reference)).toThrow(
      /is not an image reference: its .*\.$/,
    );
  });

  it('does not repeat a possible password', () => {
    expect(() => parseImageReference('user:secret@ghcr.io/a')).toThrow(
      /^This is not an image reference/,
    );
  });
});
