import {
  isResourcePermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, VisuallyHidden, type ButtonProps } from '@backstage/ui';
import { useId } from 'react';
import { useTexts } from '../translation/useTexts';

/** @internal */
export interface PermittedButtonProps extends ButtonProps {
  permission: Permission;
  /** The entity to check the permission for, if the permission depends on one. */
  resourceRef?: string;
  /** Why the button is disabled, apart from permissions. */
  disabledReason?: string;
}

/** A button that says why it is disabled. */
export function PermittedButton({
  permission,
  resourceRef,
  disabledReason,
  ...props
}: PermittedButtonProps) {
  const { t } = useTexts();
  const reasonId = useId();
  const { loading, allowed } = usePermission(
    isResourcePermission(permission)
      ? { permission, resourceRef }
      : { permission },
  );
  const denied =
    loading || allowed
      ? undefined
      : t('permission.denied', { permission: permission.name });
  const reason = denied ?? disabledReason;
  return (
    // A disabled button gets no hover events.
    <span title={reason}>
      <Button
        {...props}
        isDisabled={loading || Boolean(reason) || props.isDisabled}
        aria-describedby={reason ? reasonId : undefined}
      />
      {reason && <VisuallyHidden id={reasonId}>{reason}</VisuallyHidden>}
    </span>
  );
}
