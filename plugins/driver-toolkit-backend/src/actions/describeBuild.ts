import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { shorten } from './shorten';
import { UNTRUSTED } from './untrusted';

/** A build as actions show it: its target and progress. */
export function describeBuild(build: Build) {
  const { id, type, state, source, kernel, architecture } = build;
  const { imageReference, digest, requestedBy, error } = build;
  return {
    buildId: id,
    type,
    state,
    source,
    kernel,
    architecture,
    imageReference,
    digest,
    requestedBy,
    error: error && {
      untrusted: UNTRUSTED,
      message: shorten(error.message),
      step: error.step && shorten(error.step),
      lines: error.lines?.map(shorten),
    },
  };
}
