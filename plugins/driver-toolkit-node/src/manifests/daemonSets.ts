import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DeployedKernel, Deployment } from './ManifestOptions';
import {
  kernelLabelValue,
  KERNEL_LABEL,
  objectName,
  toLabelValue,
} from './names';
import type { KubernetesObject } from './toYaml';

/**
 * The commands of driver images that say whether the modules are loaded, and
 * whether they still are.
 *
 * @public
 */
export const PROBES = {
  ready: '/usr/local/bin/driver-ready',
  live: '/usr/local/bin/driver-live',
} as const;

/** Seconds to unload the modules, before the container is killed. */
const UNLOAD_SECONDS = 60;

/** One DaemonSet for each kernel, and the account that they run as. */
export function daemonSets(
  deployment: Deployment,
): { comment?: string[]; object: KubernetesObject }[] {
  const { name, namespace, kernels, kinds } = deployment;
  return [
    {
      object: {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
        automountServiceAccountToken: false,
      },
    },
    ...(kinds.includes('openshift')
      ? [privilegedOnOpenShift(name, namespace)]
      : []),
    ...kernels.map(kernel => daemonSet(deployment, kernel)),
  ];
}

function privilegedOnOpenShift(name: string, namespace: string) {
  return {
    comment: ['Lets the pods be privileged on OpenShift.'],
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: `${name}-privileged`, namespace },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'system:openshift:scc:privileged',
      },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  };
}

function daemonSet(deployment: Deployment, kernel: DeployedKernel) {
  const { driver, name, namespace, imagePullSecret, tolerations } = deployment;
  const { unameRelease, architecture, pinned, digest } = kernel;
  const nodes = kernelLabelValue(unameRelease);
  const selected = {
    'app.kubernetes.io/name': name,
    [KERNEL_LABEL]: nodes,
  };
  // A new version changes the pods, so that they are replaced, node by node.
  const labels = {
    ...selected,
    ...(driver.version !== undefined && {
      'app.kubernetes.io/version': toLabelValue(driver.version),
    }),
  };
  const image = {
    image: pinned,
    // A tag may get another image.
    imagePullPolicy: digest === undefined ? 'Always' : 'IfNotPresent',
  };
  const hasFirmware = Boolean(driver.firmware?.length);
  return {
    comment: [
      `For nodes with the kernel ${unameRelease}. Label each of them:`,
      `  kubectl label node <node> ${KERNEL_LABEL}=${nodes}`,
    ],
    object: {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: objectName(name, unameRelease), namespace, labels },
      spec: {
        selector: { matchLabels: selected },
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: 1 },
        },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            ...(imagePullSecret && {
              imagePullSecrets: [{ name: imagePullSecret }],
            }),
            nodeSelector: {
              'kubernetes.io/arch': toOciArchitecture(architecture),
              [KERNEL_LABEL]: nodes,
              ...deployment.selector,
            },
            ...(tolerations?.length && { tolerations }),
            terminationGracePeriodSeconds: UNLOAD_SECONDS,
            ...(hasFirmware && { initContainers: [copyFirmware(image)] }),
            containers: [
              {
                name: 'driver',
                ...image,
                securityContext: { privileged: true },
                resources: { requests: { cpu: '1m', memory: '8Mi' } },
                ...(deployment.probes !== false && probes()),
                volumeMounts: [
                  {
                    name: 'modules',
                    mountPath: '/lib/modules',
                    readOnly: true,
                  },
                ],
              },
            ],
            volumes: [
              {
                name: 'modules',
                hostPath: { path: '/lib/modules', type: 'Directory' },
              },
              ...(hasFirmware
                ? [
                    {
                      name: 'firmware',
                      hostPath: {
                        path: deployment.firmwarePath ?? '/lib/firmware',
                        type: 'DirectoryOrCreate',
                      },
                    },
                  ]
                : []),
            ],
          },
        },
      },
    },
  };
}

/** The kernel looks for firmware among the node's files alone. */
function copyFirmware(image: { image: string; imagePullPolicy: string }) {
  return {
    name: 'firmware',
    ...image,
    command: ['cp', '-r', '/opt/lib/firmware/.', '/host/firmware/'],
    securityContext: { privileged: true },
    volumeMounts: [{ name: 'firmware', mountPath: '/host/firmware' }],
  };
}

function probes() {
  return {
    // Liveness counts once the modules are loaded.
    startupProbe: {
      exec: { command: [PROBES.ready] },
      periodSeconds: 2,
      failureThreshold: 150,
    },
    readinessProbe: { exec: { command: [PROBES.ready] }, periodSeconds: 10 },
    livenessProbe: {
      exec: { command: [PROBES.live] },
      periodSeconds: 30,
      timeoutSeconds: 5,
    },
  };
}
