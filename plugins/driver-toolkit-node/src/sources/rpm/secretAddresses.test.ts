import { mockServices } from '@backstage/backend-test-utils';
import type { RpmRepositoryConfig } from '../../config/types';
import { TestMirror } from './__testUtils__/TestMirror';
import { RpmKernelSource } from './RpmKernelSource';

const NO_RETRIES = { attempts: 1, baseDelay: 1, maxDelay: 1, maxRetryAfter: 1 };

describe('RpmKernelSource, with a secret in an address', () => {
  const architectures = ['x86_64', 'aarch64'];
  let mirror: TestMirror;

  beforeEach(async () => {
    mirror = await TestMirror.start();
    for (const architecture of architectures) {
      const address = `list?repo=r&arch=${architecture}&token=secret`;
      mirror.setAnswer(address, { status: 403 });
      await mirror.addRepository(`BaseOS/${architecture}`, []);
    }
  });

  afterEach(async () => {
    await mirror.close();
  });

  function read(repositories: RpmRepositoryConfig[]) {
    const source = new RpmKernelSource(
      {
        id: 'a',
        type: 'rpm',
        title: 'A',
        repositories,
        architectures,
        schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
      },
      NO_RETRIES,
    );
    return source.read({
      signal: AbortSignal.timeout(20_000),
      logger: mockServices.logger.mock(),
    });
  }

  it.each(['metalink', 'mirrorlist'])(
    'hides it if a %s is refused for two architectures',
    async kind => {
      const list = `${mirror.origin}/list?repo=r&arch=$arch&token=secret`;
      const shown = `${mirror.origin}/list?repo=r&arch=$arch`;
      const url = `${mirror.origin}/BaseOS/$arch/`;

      const failure = await read([{ [kind]: list, optional: false }]).catch(
        error => error,
      );
      const { warnings } = await read([
        { url, optional: false },
        { [kind]: list, optional: true },
      ]);

      expect(failure.message).toContain(
        `${shown} (x86_64, aarch64): answered 403: the mirror refuses access`,
      );
      expect(warnings[0]).toContain(
        `${shown} is optional and could not be read for x86_64 and aarch64: answered 403`,
      );
      expect([failure.message, ...warnings].join()).not.toContain('secret');
    },
  );
});
