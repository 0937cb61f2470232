const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const ATTACHED = /^sha(?:256|512)-[0-9a-f]{64}|\.(?:sig|att|sbom)$/;

/**
 * Whether a tag is an image's own. Attachments, such as signatures,
 * attestations and bills of materials, have tags derived from the image's
 * digest.
 */
export function isImageTag(tag: string): boolean {
  return TAG.test(tag) && !ATTACHED.test(tag);
}
