import {
  formatTag,
  imageEntityRef,
  type BuildRequest,
  type KernelCoverage,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { hashKey } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useBuilders } from '../api/useBuilders';
import { useMissingEntities } from '../api/useMissingEntities';
import type { CoverageContext } from './CoverageContext';

/** Loads the shared data for some kernels' cells. */
export function useCoverageContext(options: {
  coverage: KernelCoverage[];
  sources: Source[];
  /** The pending build request. */
  pending: BuildRequest | undefined;
  onBuild: (request: BuildRequest) => void;
}): CoverageContext {
  const { coverage, sources, pending, onBuild } = options;
  const { data: builders } = useBuilders();
  const isMissing = useMissingEntities(
    useMemo(() => coverage.flatMap(entityRefsOf), [coverage]),
  );
  return useMemo(() => {
    const pendingKey = pending && hashKey([pending]);
    return {
      isMissing,
      sourceTitle: id => sources.find(source => source.id === id)?.title ?? id,
      hasBuilder: architecture =>
        builders?.some(({ architectures }) =>
          architectures.includes(architecture),
        ) ?? true,
      isPending: request => hashKey([request]) === pendingKey,
      onBuild,
    };
  }, [isMissing, sources, builders, pending, onBuild]);
}

/** The kernel, and its existing images. */
function entityRefsOf(coverage: KernelCoverage): string[] {
  const repositories = coverage.architectures
    .flatMap(({ images }) => images)
    .filter(({ state }) => state === 'present')
    .map(({ repository }) => repository);
  return [
    coverage.entityRef,
    ...[...new Set(repositories)].map(repository =>
      imageEntityRef(repository, formatTag(coverage.kernel)),
    ),
  ];
}
