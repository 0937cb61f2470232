import fc from 'fast-check';

// Few and similar, so that random pairs often share a prefix.
const token = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('0', '1', '00', '01', '10', '9') },
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'ab', 'Z', 'el', 'rc') },
  { weight: 3, arbitrary: fc.constantFrom('.', '_', '+', '..', '.+') },
  { weight: 2, arbitrary: fc.constantFrom('~', '^', '~~', '^~') },
  { weight: 1, arbitrary: fc.nat({ max: 1000 }).map(String) },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9]{17,40}$/) },
);

/** A version or a release, valid and as odd as rpm allows. */
export const segment = fc
  .array(token, { minLength: 1, maxLength: 6 })
  .map(tokens => tokens.join(''));

/** `[epoch:]version[-release]`. */
export const evr = fc
  .record({
    epoch: fc.constantFrom('', '', '0:', '1:', '2:', '10:', '4294967295:'),
    version: segment,
    release: fc.option(segment, { nil: undefined }),
  })
  .map(({ epoch, version, release }) =>
    release === undefined
      ? `${epoch}${version}`
      : `${epoch}${version}-${release}`,
  );
