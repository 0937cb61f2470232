import { aFlavour, aKernel } from '../__testUtils__/fixtures';
import { imageArchitectures } from './imageArchitectures';
import { architecturesOf, isBuildable, variantsOf } from './kernelFlavours';
import { staleImageOf } from './staleImageOf';

const kernel = aKernel('1-1', {
  flavours: [
    aFlavour('1-1', { architecture: 'x86_64', buildable: false }),
    aFlavour('1-1', { architecture: 'x86_64', variant: 'rt' }),
    aFlavour('1-1', { architecture: 'aarch64' }),
    aFlavour('1-1', { architecture: 'aarch64', variant: '64k' }),
  ],
});

describe('a kernel’s flavours', () => {
  it('have each architecture once', () => {
    expect(architecturesOf(kernel)).toEqual(['x86_64', 'aarch64']);
  });

  it('have the variants of one architecture or of all', () => {
    expect(variantsOf(kernel)).toEqual(['default', 'rt', '64k']);
    expect(variantsOf(kernel, 'x86_64')).toEqual(['default', 'rt']);
    expect(variantsOf(kernel, 's390x')).toEqual([]);
  });

  it('allow a toolkit image if the default variant of an architecture is buildable', () => {
    expect(isBuildable(kernel)).toBe(true);
    const [notBuildable, rt] = kernel.flavours;
    expect(isBuildable({ ...kernel, flavours: [notBuildable, rt] })).toBe(
      false,
    );
    expect(isBuildable({ ...kernel, flavours: [] })).toBe(false);
  });
});

describe('a kernel’s images', () => {
  const image = (repository: string, stale?: string[], present = true) => ({
    ...aKernel('1-1').images[0],
    repository,
    state: present ? ('present' as const) : ('absent' as const),
    stale,
  });

  it('are stale if none is up to date', () => {
    const stale = image('a', ['The base image has changed since.']);
    expect(
      staleImageOf({ images: [image('b', undefined, false), stale] }),
    ).toBe(stale);
    expect(staleImageOf({ images: [stale, image('b')] })).toBeUndefined();
    expect(staleImageOf({ images: [image('b')] })).toBeUndefined();
    expect(
      staleImageOf({ images: [image('b', ['…'], false)] }),
    ).toBeUndefined();
    expect(staleImageOf({ images: [] })).toBeUndefined();
  });

  it('are present for some architectures and missing for others', () => {
    const architectures = [
      { architecture: 'x86_64', state: 'present' as const },
      { architecture: 'aarch64', state: 'absent' as const },
      { architecture: 's390x', state: 'present' as const },
    ];
    expect(imageArchitectures({ architectures }, 'present')).toEqual([
      'x86_64',
      's390x',
    ]);
    expect(imageArchitectures({ architectures }, 'unknown')).toEqual([]);
  });
});
