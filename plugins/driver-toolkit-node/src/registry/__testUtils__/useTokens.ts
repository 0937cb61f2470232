import type {
  ReceivedRequest,
  TestAnswer,
} from '../../http/__testUtils__/TestServer';
import { failure, type TestRegistry } from './TestRegistry';

/**
 * Makes a registry ask for a bearer token from its own `/token`.
 *
 * @param answerToken - The token endpoint's answer; by default a token for one
 * minute.
 */
export function useTokens(
  registry: TestRegistry,
  options: {
    realm?: string;
    answerToken?: (request: ReceivedRequest) => TestAnswer;
  } = {},
): void {
  const { realm = `${registry.origin}/token` } = options;
  const { answerToken = () => ({ body: '{"token":"good"}' }) } = options;
  registry.intercept = request => {
    if (request.url.startsWith('/token')) {
      return answerToken(request);
    }
    if (request.headers.authorization === 'Bearer good') {
      return undefined;
    }
    return {
      ...failure(401, 'UNAUTHORIZED'),
      headers: {
        'www-authenticate': `Bearer realm="${realm}",service="test, registry",scope="repository:dtk/driver-toolkit:pull"`,
      },
    };
  };
}
