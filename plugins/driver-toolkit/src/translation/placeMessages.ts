/** Words about builders and sources. */
export const placeMessages = {
  builders: {
    reachable: 'Reachable',
    unreachable: 'Not reachable',
    type: 'Type',
    version: 'Podman version',
    problem: 'Needs attention',
    architectures: 'Architectures',
    running: 'Running builds',
    runningOf: '{{running}} of {{concurrency}}',
    queued: 'Waiting builds',
    freeSpace: 'Free space',
    failed: 'The builders couldn’t be read',
    none: 'No builder is configured. Add one under driverToolkit.builders in the portal’s configuration.',
  },
  sources: {
    kind: {
      kernels: 'Kernel sources',
      images: 'Image repositories',
    },
    none: {
      kernels:
        'None is configured. Add one under driverToolkit.kernelSources in the portal’s configuration.',
      images:
        'None is configured. Add one under driverToolkit.imageRepositories in the portal’s configuration.',
    },
    items: {
      kernels: 'Kernels',
      images: 'Tags',
    },
    id: 'Id',
    type: 'Type',
    lastSuccess: 'Last good read',
    lastAttempt: 'Last try',
    never: 'never',
    refresh: 'Refresh',
    failed: 'The sources couldn’t be read',
    lastReadFailed: 'The last read failed; what is shown is from before',
    incomplete: 'A part couldn’t be read',
    notRefreshed: 'The source couldn’t be refreshed',
  },
} as const;
