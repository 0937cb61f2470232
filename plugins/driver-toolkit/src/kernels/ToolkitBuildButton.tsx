import {
  buildCreatePermission,
  buildEntityRef,
  type ToolkitBuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';

/** Asks for the toolkit image of a kernel: for one that is missing, or anew where the request is forced. */
export function ToolkitBuildButton(props: {
  request: ToolkitBuildRequest;
  /** Why that can't be had here. */
  obstacle: string | undefined;
  /** What the button does, where its place doesn't say that. */
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
