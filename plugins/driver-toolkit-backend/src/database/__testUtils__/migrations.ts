import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** The folder of all migrations. */
export const directory = resolvePackagePath(
  '@driver-toolkit/backstage-plugin-driver-toolkit-backend',
  'migrations',
);

/** Names of migrations, to go back to what was before them. */
export const MIGRATIONS = {
  latestBuilds: '20261123100000_latest_builds.js',
  logChunks: '20261124000000_log_chunks.js',
  queue: '20261126000000_queue.js',
  architectures: '20261127000000_architectures.js',
  compressedLogs: '20261128000000_compressed_logs.js',
  claims: '20261130100000_claims.js',
  boundedErrors: '20261130200000_bounded_errors.js',
};

/** A row of `builds` with the columns that every version of the table has. */
export function buildRow(id: string, columns: object = {}) {
  return {
    id,
    target: id,
    type: 'toolkit',
    state: 'failed',
    source_id: 'stream',
    kernel: '5.14.0-391.el9',
    architecture: 'x86_64',
    variant: 'default',
    image_reference: id,
    plan: '{}',
    requested_by: 'user:default/ada',
    created_at: new Date(0).toISOString(),
    ...columns,
  };
}
