import { baseImageOf } from './baseImageOf';

const NAME = 'org.opencontainers.image.base.name';

describe('baseImageOf', () => {
  it.each([
    'quay.io/centos/centos:stream9',
    '127.0.0.1:5050/centos/centos:stream9',
    `quay.io/base@sha256:${'a'.repeat(64)}`,
  ])('is %s if the labels say so', name => {
    expect(baseImageOf({ [NAME]: name })).toBe(name);
  });

  it.each(['', '-x', 'scratch image', 'a\nRUN id', '$(id)', 'a${B}'])(
    'does not treat %j as an image',
    name => {
      expect(baseImageOf({ [NAME]: name })).toBeUndefined();
    },
  );

  it('is undefined without the label', () => {
    expect(baseImageOf({})).toBeUndefined();
  });
});
