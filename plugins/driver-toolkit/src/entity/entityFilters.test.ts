import {
  aDriverEntity,
  aKernelEntity,
  anImageEntity,
} from '../__testUtils__/entities';
import {
  hasBuilds,
  isDriverContainer,
  isKernel,
  isToolkitImage,
} from './entityFilters';
import { imageByDigest } from './imageByDigest';
import { kernelOf } from './kernelOf';

describe('entity filters', () => {
  it.each([
    ['a kernel', aKernelEntity(), [true, false, false, true]],
    ['a toolkit image', anImageEntity(), [false, true, false, true]],
    ['a driver', aDriverEntity(), [false, false, true, true]],
    [
      'a kernel whose kind is written otherwise',
      { ...aKernelEntity(), kind: 'RESOURCE' },
      [true, false, false, true],
    ],
    [
      'a component with a kernel’s type',
      { ...aKernelEntity(), kind: 'Component' },
      [false, false, false, false],
    ],
    [
      'a resource with a driver’s type',
      { ...aDriverEntity(), kind: 'Resource' },
      [false, false, false, false],
    ],
    [
      'something without a spec',
      { ...aKernelEntity(), spec: undefined },
      [false, false, false, false],
    ],
  ])('recognise %s', (_, entity, expected) => {
    expect([
      isKernel(entity),
      isToolkitImage(entity),
      isDriverContainer(entity),
      hasBuilds(entity),
    ]).toEqual(expected);
  });

  it('find the kernel of an entity', () => {
    expect(kernelOf(aKernelEntity('5.14.0-391.el9'))).toEqual({
      source: 'centos-stream-9',
      kernel: '5.14.0-391.el9',
    });
    const { annotations, ...metadata } = aKernelEntity().metadata;
    expect(kernelOf({ ...aKernelEntity(), metadata })).toBeUndefined();
  });
});

describe('imageByDigest', () => {
  const image = {
    reference: 'registry.example.com:5000/dtk:1-1',
    tag: '1-1',
    digest: 'sha256:abc',
  };

  it('pins an image to its digest', () => {
    expect(imageByDigest(image)).toBe(
      'registry.example.com:5000/dtk@sha256:abc',
    );
  });

  it.each([
    ['without a digest', { digest: undefined }],
    ['whose tag is another', { tag: '1-2' }],
    ['whose tag only ends so', { tag: '1' }],
  ])('pins nothing %s', (_, change) => {
    expect(imageByDigest({ ...image, ...change })).toBeUndefined();
  });
});
