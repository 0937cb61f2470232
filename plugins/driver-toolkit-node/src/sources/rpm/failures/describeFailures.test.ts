import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { describeFailures } from './describeFailures';
import type { RepositoryFailure } from './RepositoryFailure';

const REFUSED =
  'repodata/repomd.xml could not be reached: the connection was refused (ECONNREFUSED)';

function failure(
  name: string,
  architecture: string,
  reason: string,
  options: { optional?: boolean; missing?: boolean } = {},
): RepositoryFailure {
  const { optional = false, missing = false } = options;
  const address = `https://m.example.com/${name}/${architecture}/`;
  const message = `${address}${reason}`;
  return {
    architecture,
    template: `https://m.example.com/${name}/$arch/`,
    address,
    optional,
    error: missing
      ? new NotFoundError(message)
      : new ServiceUnavailableError(message),
  };
}

describe('describeFailures', () => {
  it('does not change a single failure', () => {
    expect(describeFailures([failure('a', 'aarch64', REFUSED)])).toEqual([
      `Kernels for aarch64 could not be read: https://m.example.com/a/aarch64/${REFUSED}`,
    ]);
  });

  it('says a reason once for all repositories and architectures', () => {
    expect(
      describeFailures([
        failure('a', 'x86_64', REFUSED),
        failure('b', 'x86_64', REFUSED, { optional: true }),
        failure('a', 'aarch64', REFUSED),
        failure('b', 'aarch64', REFUSED, { optional: true }),
      ]),
    ).toEqual([
      `Kernels for x86_64 and aarch64 could not be read: https://m.example.com/a/$arch/ and https://m.example.com/b/$arch/: ${REFUSED}`,
    ]);
  });

  it('keeps different reasons apart', () => {
    expect(
      describeFailures([
        failure('a', 'x86_64', REFUSED),
        failure('a', 'aarch64', 'repodata/repomd.xml answered 503'),
      ]),
    ).toHaveLength(2);
  });

  it('says once for which architectures an optional repository does not exist', () => {
    const missing = { optional: true, missing: true };

    expect(
      describeFailures([
        failure('rt', 'aarch64', 'answered 404', missing),
        failure('rt', 'ppc64le', 'answered 404', missing),
        failure('rt', 's390x', 'answered 404', missing),
        failure('nfv', 's390x', 'answered 404', missing),
      ]),
    ).toEqual([
      'https://m.example.com/rt/$arch/ is optional and not there for aarch64, ppc64le and s390x.',
      'https://m.example.com/nfv/s390x/ is optional and not there.',
    ]);
  });

  it('says that optional repositories could not be read', () => {
    expect(
      describeFailures([
        failure('rt', 'x86_64', REFUSED, { optional: true }),
        failure('nfv', 'x86_64', REFUSED, { optional: true }),
      ]),
    ).toEqual([
      `https://m.example.com/rt/$arch/ and https://m.example.com/nfv/$arch/ are optional and could not be read for x86_64: ${REFUSED}`,
    ]);
  });
});
