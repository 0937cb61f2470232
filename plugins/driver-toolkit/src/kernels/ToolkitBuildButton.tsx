import {
  buildCreatePermission,
  buildEntityRef,
  type ToolkitBuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';

/** Requests the build of a kernel's toolkit image; a forced request rebuilds it. */
export function ToolkitBuildButton(props: {
  request: ToolkitBuildRequest;
  /** Why it can't be built here. */
  obstacle: string | undefined;
  /** Label, if the button's place doesn't say what it builds. */
  label?: string;
  isPending: boolean;
  onBuild: (request: ToolkitBuildRequest) => void;
}) {
  const { request, obstacle, label, isPending, onBuild } = props;
  const { t } = useTexts();
  return (
    <PermittedButton
      permission={buildCreatePermission}
      resourceRef={buildEntityRef(request)}
      disabledReason={obstacle}
      aria-label={label}
      size="small"
      variant="secondary"
      isPending={isPending}
      onPress={() => onBuild(request)}
    >
      {t(request.force ? 'builds.rebuild' : 'builds.build')}
    </PermittedButton>
  );
}
