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

  function render(preferred?: string, kernels = [both, other, rtAlone]) {
    const { result, rerender } = renderHook(
      (props: { kernels: typeof kernels }) =>
        useFlavourChoice(
          props.kernels,
          preferred ? { source: both.source, kernel: preferred } : undefined,
        ),
      { initialProps: { kernels } },
    );
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

  it('begins with the preferred kernel, its default variant and any architecture', () => {
    expect(render('1-1').chosen).toEqual(['1-1', undefined, 'default']);
  });

  it.each([undefined, '9-9'])(
    'begins with none where %s is preferred',
    preferred => {
      expect(render(preferred).chosen).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    },
  );

  it('knows a kernel by its source too', () => {
    const elsewhere = { ...other, source: 'fedora' };
    const choice = render('1-2', [elsewhere]);
    expect(choice.chosen[0]).toBeUndefined();
  });

  it('keeps the architecture while the variant changes, and the other way round', () => {
    const choice = render('1-1');
    choice.choose({ architecture: 'aarch64' });
    choice.choose({ variant: '64k' });
    expect(choice.chosen).toEqual(['1-1', 'aarch64', '64k']);

    choice.choose({ architecture: undefined });
    expect(choice.chosen).toEqual(['1-1', undefined, '64k']);
  });

  it('goes to the default variant where the architecture lacks the chosen one, and back', () => {
    const choice = render('1-1');
    choice.choose({ variant: '64k' });
    choice.choose({ architecture: 'x86_64' });
    expect(choice.chosen).toEqual(['1-1', 'x86_64', 'default']);

    choice.choose({ architecture: 'aarch64' });
    expect(choice.chosen).toEqual(['1-1', 'aarch64', '64k']);
  });

  it('takes nothing that was chosen for one kernel over to the next', () => {
    const choice = render('1-1');
    choice.choose({ architecture: 'aarch64' });
    choice.choose({ variant: '64k' });

    choice.choose({ kernel: other });
    expect(choice.chosen).toEqual(['1-2', undefined, 'default']);
    choice.choose({ kernel: both });
    expect(choice.chosen).toEqual(['1-1', undefined, 'default']);
  });

  it('takes the variant that there is where there is no default one', () => {
    const choice = render('1-1');
    choice.choose({ kernel: rtAlone });
    expect(choice.chosen).toEqual(['1-3', undefined, 'rt']);
  });

  it('chooses no kernel where the choice is cleared', () => {
    const choice = render('1-1');
    choice.choose({ kernel: undefined });
    expect(choice.chosen).toEqual([undefined, undefined, undefined]);
  });

  it('loses a kernel that is no longer offered, and has it back with the list', () => {
    const choice = render('1-1');
    choice.rerender({ kernels: [other] });
    expect(choice.chosen[0]).toBeUndefined();
    choice.rerender({ kernels: [other, both] });
    expect(choice.chosen[0]).toBe('1-1');
  });
});
