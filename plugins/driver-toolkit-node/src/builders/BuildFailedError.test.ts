import { BuildFailedError } from './BuildFailedError';

/** The class of a second copy of this package. */
function loadCopy(): typeof BuildFailedError {
  let copy = BuildFailedError;
  jest.isolateModules(() => {
    copy = jest.requireActual('./BuildFailedError').BuildFailedError;
  });
  return copy;
}

describe('BuildFailedError.is', () => {
  it('recognises errors of another copy of the package', () => {
    const Copy = loadCopy();
    const error = new Copy('The step failed', { transient: true });

    expect(error).not.toBeInstanceOf(BuildFailedError);
    expect(BuildFailedError.is(error)).toBe(true);
    expect(Copy.is(new BuildFailedError('The step failed'))).toBe(true);
  });

  it('recognises errors of subclasses', () => {
    class FullDiskError extends BuildFailedError {}

    expect(BuildFailedError.is(new FullDiskError('No room is left'))).toBe(
      true,
    );
  });

  it.each([
    new Error('The step failed'),
    'BuildFailedError',
    { name: 'BuildFailedError' },
    undefined,
  ])('recognises no other value: %p', value => {
    expect(BuildFailedError.is(value)).toBe(false);
  });
});
