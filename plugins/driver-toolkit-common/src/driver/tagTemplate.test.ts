import fc from 'fast-check';
import { formatUnameRelease, parseUnameRelease, VARIANTS } from '../kernel';
import {
  DEFAULT_TAG,
  expandTag,
  findTagProblem,
  TAG_VARIABLES,
  type TagValues,
} from './tagTemplate';

const RT: TagValues = {
  unameRelease: '5.14.0-427.18.1.el9_4.x86_64+rt',
  variant: 'rt',
  architecture: 'x86_64',
  os: { id: 'rhel', version: '9.4' },
  driverVersion: '1.4.2+git1',
};

describe('expandTag', () => {
  it.each([
    ['by default', DEFAULT_TAG, '5.14.0-427.18.1.el9_4.x86_64_rt'],
    [
      'for KMM, with the version',
      '${DRIVER_VERSION}-${KERNEL_FULL_VERSION}',
      '1.4.2_git1-5.14.0-427.18.1.el9_4.x86_64_rt',
    ],
    [
      'for the gpu-operator',
      '${DRIVER_VERSION}-${KERNEL_FULL_VERSION}-${OS_ID}${OS_VERSION}',
      '1.4.2_git1-5.14.0-427.18.1.el9_4.x86_64_rt-rhel9.4',
    ],
    [
      'for the network-operator',
      '${DRIVER_VERSION}-${KERNEL_VERSION}-${OS_ID}${OS_VERSION}-${ARCH}',
      '1.4.2_git1-5.14.0-427.18.1.el9_4-rhel9.4-x86_64',
    ],
    [
      'with text of its own',
      'acme.${VARIANT}_${KERNEL_VERSION}',
      'acme.rt_5.14.0-427.18.1.el9_4',
    ],
  ])('names the image %s', (_, template, tag) => {
    expect(expandTag(template, RT)).toBe(tag);
  });

  it('has the release of separate rt kernels', () => {
    expect(
      expandTag('${KERNEL_VERSION}', {
        ...RT,
        unameRelease: '5.14.0-284.11.1.rt14.296.el9_2.x86_64',
      }),
    ).toBe('5.14.0-284.11.1.rt14.296.el9_2');
  });

  it('refuses unknown values and tags that are too long', () => {
    expect(() =>
      expandTag('${KERNEL_VERSION}-${OS_ID}', { ...RT, os: undefined }),
    ).toThrow(
      "Tag '${KERNEL_VERSION}-${OS_ID}' has ${OS_ID}, whose value is unknown",
    );
    expect(() => expandTag(`${'x'.repeat(100)}-${DEFAULT_TAG}`, RT)).toThrow(
      'cannot be an image tag',
    );
  });
});

describe('findTagProblem', () => {
  it.each([
    ['${DRIVER_VERSION}', 'same for every kernel'],
    ['${VARIANT}-${ARCH}', 'add ${KERNEL_FULL_VERSION} or ${KERNEL_VERSION}'],
    ['${KERNEL_VERSION}', 'same for the variants of a kernel; add ${VARIANT}'],
    ['${KERNEL_VERSION}-${ARCH}', 'same for the variants of a kernel'],
    ['${KERNEL_VERSION}${VARIANT}', 'need a separator between them'],
    ['${KERNEL_FULL_VERSION}-${DRIVER_VERSION}', 'add the key `version`'],
    ['${KERNEL}', 'there is no variable ${KERNEL}; there are KERNEL_FULL_'],
    ['${kernel_version}', 'there is no variable ${kernel_version}'],
    ['$KERNEL_VERSION', "has a '$' without a variable"],
    ['${KERNEL_FULL_VERSION', "has a '$' without a variable"],
    ['${KERNEL_FULL_VERSION}+x', 'letters, digits'],
    ['-${KERNEL_FULL_VERSION}', 'must not begin with'],
    ['', 'same for every kernel'],
  ])('refuses %j', (template, problem) => {
    expect(findTagProblem(template)).toContain(problem);
  });

  it('takes a template without the variant if there is only one', () => {
    const template = '${KERNEL_VERSION}-${ARCH}';
    expect(findTagProblem(template, { variants: ['rt'] })).toBeUndefined();
    expect(findTagProblem(template, { variants: ['default', 'rt'] })).toContain(
      'same for the variants default, rt; add ${VARIANT}',
    );
  });

  it('lets no two kernels and variants of one architecture share a tag', () => {
    const part = fc.oneof(
      fc.constantFrom(...TAG_VARIABLES.map(name => `\${${name}}`)),
      fc.constantFrom('-', '.', '_', 'x', '64k', 'el9'),
    );
    const kernel = fc.record({
      version: fc.constantFrom('5.14.0', '5.14', '5', '6'),
      release: fc.constantFrom('1.el9', '1', '1.el9_4', '1.el9.x', '64k', 'x'),
      architecture: fc.constant('x86_64'),
      variant: fc.constantFrom(...VARIANTS),
    });
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 7 }),
        kernel,
        kernel,
        (parts, one, other) => {
          const template = parts.join('');
          const [a, b] = [one, other].map(formatUnameRelease);
          if (a === b || findTagProblem(template, { version: '1' })) {
            return;
          }
          accepted += 1;
          const [tag, otherTag] = [a, b].map(unameRelease =>
            expandTag(template, {
              unameRelease,
              variant: parseUnameRelease(unameRelease).variant,
              architecture: 'x86_64',
              os: { id: 'centos', version: '9' },
              driverVersion: '1',
            }),
          );
          expect(tag).not.toBe(otherTag);
        },
      ),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
