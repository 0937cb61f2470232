/** Texts of a driver's manifests. */
export const manifestMessages = {
  manifests: {
    title: 'Deploy this driver',
    meaning:
      'The portal writes what a cluster or an image needs to load the driver, from driver.yaml and the images that it built. It changes nothing on a cluster: apply the file yourself.',
    for: 'For',
    kinds: {
      kmm: 'KMM: Module',
      daemonset: 'Kubernetes: DaemonSets',
      openshift: 'OpenShift: DaemonSets',
      preflight: 'KMM: preflight of a coming kernel',
      openshiftPreflight: 'KMM on OpenShift: preflight',
      bootc: 'bootc: Containerfile',
    },
    kernel: 'Kernel (uname -r)',
    builtKernels: 'all that are built',
    namespace: 'Namespace',
    secret: 'Image pull secret',
    none: 'none',
    show: 'Show',
    failed: 'Couldn’t write the manifests',
    warnings: 'Before you use it',
  },
} as const;
