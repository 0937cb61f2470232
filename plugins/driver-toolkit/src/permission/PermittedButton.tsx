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
  /** The entity that it takes the permission for, where it may depend on one. */
  resourceRef?: string;
  /** Why the button can't be used now, as far as that isn't a permission's doing. */
  disabledReason?: string;
}

/** A button that says why it can't be used. */
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
    // A disabled button has no hover of its own.
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
