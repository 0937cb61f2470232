import { NotFoundError } from '@backstage/errors';
import { describeGroup, enumerate, groupFailures } from './groupFailures';
import type { RepositoryFailure } from './RepositoryFailure';

/** A warning for each reason, naming what it concerns. */
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

/** What is optional may be missing: that is a fact, not a failure to read. */
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
