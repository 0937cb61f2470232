import { NotFoundError } from '@backstage/errors';
import { describeGroup, enumerate, groupFailures } from './groupFailures';
import type { RepositoryFailure } from './RepositoryFailure';

/** One warning per reason, with the affected repositories. */
export function describeFailures(failures: RepositoryFailure[]): string[] {
  const missing = failures.filter(isMissing);
  const others = failures.filter(failure => !isMissing(failure));
  return [
    ...groupFailures(others).map(group =>
      group.failures.every(({ optional }) => optional)
        ? `${describeOptional(group.failures, 'could not be read')}: ${
            group.reason
          }`
        : `Kernels for ${enumerate(
            group.architectures,
          )} could not be read: ${describeGroup(group)}`,
    ),
    ...[...new Set(missing.map(({ template }) => template))].map(template => {
      const members = missing.filter(failure => failure.template === template);
      return `${describeOptional(members, 'not there')}.`;
    }),
  ];
}

/** An optional repository may be missing: that is no failure. */
function isMissing({ optional, error }: RepositoryFailure): boolean {
  return optional && error instanceof NotFoundError;
}

function describeOptional(failures: RepositoryFailure[], what: string): string {
  const [first] = failures;
  if (failures.length === 1) {
    return `${first.address} is optional and ${what}`;
  }
  const templates = [...new Set(failures.map(({ template }) => template))];
  const architectures = failures.map(({ architecture }) => architecture);
  return `${enumerate(templates)} ${
    templates.length > 1 ? 'are' : 'is'
  } optional and ${what} for ${enumerate([...new Set(architectures)])}`;
}
