import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { parseEntityRef } from '@backstage/catalog-model';

/** Who asked for a build: a person or group of the catalog, or a service. */
export function Requester({ subject }: { subject: string }) {
  return isEntityRef(subject) ? (
    <EntityRefLink entityRef={subject} hideIcon />
  ) : (
    <>{subject}</>
  );
}

function isEntityRef(subject: string): boolean {
  try {
    return ['user', 'group'].includes(
      parseEntityRef(subject).kind.toLocaleLowerCase('en-US'),
    );
  } catch {
    return false;
  }
}
