import type { Deployment } from './ManifestOptions';
import { objectName } from './names';
import type { KubernetesObject } from './toYaml';

/**
 * What lets KMM check each Module against coming kernels before nodes run
 * them.
 */
export function preflights({
  kernels,
  kinds,
}: Deployment): { comment: string[]; object: KubernetesObject }[] {
  const isOpenShift = kinds.includes('openshift');
  return kernels.map(({ unameRelease, toolkitImage }) => ({
    comment: [
      'KMM checks all Modules against this kernel; its status has the results.',
    ],
    object: {
      apiVersion: 'kmm.sigs.x-k8s.io/v1beta2',
      kind: isOpenShift ? 'PreflightValidationOCP' : 'PreflightValidation',
      metadata: { name: objectName('kernel', unameRelease) },
      spec: {
        kernelVersion: unameRelease,
        ...(isOpenShift &&
          toolkitImage !== undefined && { dtkImage: toolkitImage }),
        pushBuiltImage: false,
      },
    },
  }));
}
