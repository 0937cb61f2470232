import type { LayerEntry } from '../../../registry/layers/__testUtils__/layer';

/** The file that names a release's images, with these tags and some others. */
export function imageReferences(
  version: string,
  tags: Record<string, string>,
): LayerEntry {
  const others = {
    'cluster-version-operator': `quay.io/ocp/art@sha256:${'0'.repeat(64)}`,
    'machine-os-content': `quay.io/ocp/art@sha256:${'1'.repeat(64)}`,
  };
  return {
    name: 'release-manifests/image-references',
    content: JSON.stringify({
      kind: 'ImageStream',
      apiVersion: 'image.openshift.io/v1',
      metadata: { name: version, creationTimestamp: '2024-06-20T08:00:00Z' },
      spec: {
        lookupPolicy: { local: false },
        tags: Object.entries({ ...others, ...tags }).map(([name, image]) => ({
          name,
          annotations: { 'io.openshift.build.commit.id': '' },
          from: { kind: 'DockerImage', name: image },
          generation: 2,
          importPolicy: {},
          referencePolicy: { type: 'Source' },
        })),
      },
    }),
  };
}
