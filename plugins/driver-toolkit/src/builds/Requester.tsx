import { parseEntityRef } from '@backstage/catalog-model';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { useEntityAddress } from '../navigation/useEntityAddress';

/** Who requested a build: a user or group of the catalog, or a service. */
export function Requester({ subject }: { subject: string }) {
  const entityAddress = useEntityAddress();
  if (!isPersonOrGroup(subject)) {
    return <>{subject}</>;
  }
  return (
    <Link href={entityAddress(subject)}>
      <EntityDisplayName entityRef={subject} hideIcon disableTooltip />
    </Link>
  );
}

function isPersonOrGroup(subject: string): boolean {
  try {
    return ['user', 'group'].includes(
      parseEntityRef(subject).kind.toLocaleLowerCase('en-US'),
    );
  } catch {
    return false;
  }
}
