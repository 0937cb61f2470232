import { mockServices } from '@backstage/backend-test-utils';
import { toError } from '@backstage/errors';
import type { OpenshiftKernelSourceConfig } from '../../../config/types';
import type { ContentCache } from '../../../registry/ImageRepository';
import { InMemoryContentCache } from '../../../registry/InMemoryContentCache';
import type { KernelReading } from '../../KernelSource';
import { OpenshiftKernelSource } from '../OpenshiftKernelSource';
import type { TestPlatform } from './TestPlatform';

/** A source of a platform's releases from 4.8.0 on, for x86_64. */
export function createSource(
  platform: TestPlatform,
  overrides: Partial<OpenshiftKernelSourceConfig> = {},
  options: { cache?: ContentCache; releaseTimeout?: number } = {},
): OpenshiftKernelSource {
  const { cache = new InMemoryContentCache(), releaseTimeout } = options;
  return new OpenshiftKernelSource(
    {
      id: 'openshift',
      type: 'openshift',
      title: 'OpenShift',
      graph: platform.updates.graph,
      since: '4.8.0',
      insecure: true,
      architectures: ['x86_64'],
      schedule: { frequency: { hours: 6 }, timeout: { minutes: 30 } },
      ...overrides,
    },
    {
      cache,
      retryPolicy: { attempts: 2, baseDelay: 1, maxDelay: 1, maxRetryAfter: 1 },
      releaseTimeout,
    },
  );
}

/** Reads a source like a refresh. */
export function read(
  source: OpenshiftKernelSource,
  signal = AbortSignal.timeout(20_000),
): Promise<KernelReading> {
  return source.read({ signal, logger: mockServices.logger.mock() });
}

/** Why a source cannot be read. */
export async function failureOf(
  source: OpenshiftKernelSource,
): Promise<string> {
  const result = await read(source).catch(toError);
  return result instanceof Error ? result.message : 'no failure';
}

/** A toolkit image's labels, by tag. */
export function toolkit(kernel: string, rt?: string) {
  return {
    'driver-toolkit': {
      'kernel-version': `${kernel}.x86_64`,
      ...(rt && { 'kernel-rt-version': rt }),
      name: 'openshift/driver-toolkit',
    },
  };
}
