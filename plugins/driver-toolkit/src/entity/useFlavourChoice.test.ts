import { act, renderHook } from '@testing-library/react';
import { aFlavour, aKernel } from '../__testUtils__/fixtures';
import { useFlavourChoice, type FlavourChoice } from './useFlavourChoice';

/** A kernel with an architecture and a variant for each flavour. */
function kernelWith(
  kernel: string,
  ...flavours: Array<[architecture: string, variant: 'default' | 'rt' | '64k']>
) {
  return aKernel(kernel, {
    flavours: flavours.map(([architecture, variant]) =>
      aFlavour(kernel, { architecture, variant }),
    ),
  });
}

describe('useFlavourChoice', () => {
  const both = kernelWith(
    '1-1',
    ['x86_64', 'rt'],
    ['x86_64', 'default'],
    ['aarch64', 'default'],
    ['aarch64', '64k'],
  );
  const other = kernelWith('1-2', ['x86_64', 'default'], ['x86_64', 'rt']);
  const rtAlone = kernelWith('1-3', ['x86_64', 'rt']);

  function render(preferred?: typeof both) {
    const { result, rerender } = renderHook(useFlavourChoice, {
      initialProps: preferred,
    });
    return {
      rerender,
      choose: (change: FlavourChoice) =>
        act(() => result.current.choose(change)),
      get chosen() {
        const { kernel, architecture, variant } = result.current;
        return [kernel?.kernel, architecture, variant];
      },
    };
  }

  it('starts with the preferred kernel, its default variant and any architecture', () => {
    expect(render(both).chosen).toEqual(['1-1', undefined, 'default']);
  });

  it('starts without a kernel until the preferred one has loaded', () => {
    const choice = render();
    expect(choice.chosen).toEqual([undefined, undefined, undefined]);

    choice.rerender(both);
    expect(choice.chosen).toEqual(['1-1', undefined, 'default']);
  });

  it('keeps the choice when the preferred kernel changes', () => {
    const choice = render(both);
    choice.choose({ kernel: other });
    choice.rerender(undefined);
    expect(choice.chosen[0]).toBe('1-2');
  });

  it('keeps the architecture while the variant changes, and the other way round', () => {
    const choice = render(both);
    choice.choose({ architecture: 'aarch64' });
    choice.choose({ variant: '64k' });
    expect(choice.chosen).toEqual(['1-1', 'aarch64', '64k']);

    choice.choose({ architecture: undefined });
    expect(choice.chosen).toEqual(['1-1', undefined, '64k']);
  });

  it('falls back to the default variant if the architecture lacks the chosen one', () => {
    const choice = render(both);
    choice.choose({ variant: '64k' });
    choice.choose({ architecture: 'x86_64' });
    expect(choice.chosen).toEqual(['1-1', 'x86_64', 'default']);

    choice.choose({ architecture: 'aarch64' });
    expect(choice.chosen).toEqual(['1-1', 'aarch64', '64k']);
  });

  it('resets architecture and variant for another kernel', () => {
    const choice = render(both);
    choice.choose({ architecture: 'aarch64' });
    choice.choose({ variant: '64k' });

    choice.choose({ kernel: other });
    expect(choice.chosen).toEqual(['1-2', undefined, 'default']);
    choice.choose({ kernel: both });
    expect(choice.chosen).toEqual(['1-1', undefined, 'default']);
  });

  it('uses another variant if there is no default one', () => {
    const choice = render(both);
    choice.choose({ kernel: rtAlone });
    expect(choice.chosen).toEqual(['1-3', undefined, 'rt']);
  });

  it('has no kernel after the choice is cleared', () => {
    const choice = render(both);
    choice.choose({ kernel: undefined });
    expect(choice.chosen).toEqual([undefined, undefined, undefined]);
  });
});
