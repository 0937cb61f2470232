const types = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/**
 * Removes an image from a lab's registry, with every other tag of the same content.
 *
 * @param {string} registry - host and port
 * @param {string} image - repository and tag, such as `dtk/driver-toolkit:5.14.0-391.el9`
 */
export async function removeImage(registry, image) {
  const [, repository, tag] = /^([\w./-]+):([\w.-]+)$/.exec(image) ?? [];
  if (!repository) {
    throw new Error(
      `'${image}' is not an image; name its repository and tag, such as dtk/driver-toolkit:5.14.0-391.el9.`,
    );
  }
  const manifests = `http://${registry}/v2/${repository}/manifests/`;
  const head = await fetch(manifests + tag, {
    method: 'HEAD',
    headers: { accept: types.join(', ') },
  });
  if (head.status === 404) {
    throw new Error(`The lab's registry has no ${image}.`);
  }
  const digest = head.headers.get('docker-content-digest');
  const answer = await fetch(manifests + digest, { method: 'DELETE' });
  if (!answer.ok) {
    throw new Error(
      `The lab's registry did not remove ${image}: it answered ${answer.status}.`,
    );
  }
}
