import type { RequestedBuilds } from '../builds/BuildRequests';
import { describeBuild } from './describeBuild';
import { shorten } from './shorten';

/** The result of a request for builds, as actions show it. */
export function describeRequested(requested: RequestedBuilds) {
  const { build, created, siblings, leftOut } = requested;
  return {
    ...describeBuild(build),
    created,
    siblings: siblings.map(({ id, architecture }) => ({
      buildId: id,
      architecture,
    })),
    leftOut: leftOut.map(({ architecture, reason }) => ({
      architecture,
      reason: shorten(reason),
    })),
  };
}
