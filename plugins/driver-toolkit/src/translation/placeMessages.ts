/** Texts of builders and sources. */
export const placeMessages = {
  builders: {
    reachable: 'Reachable',
    unreachable: 'Not reachable',
    type: 'Type',
    version: 'Version',
    problem: 'Needs attention',
    architectures: 'Architectures',
    running: 'Running builds',
    runningOf: '{{running}} of {{concurrency}}',
    queued: 'Waiting builds',
    freeSpace: 'Free space',
    builds: {
      name: 'Builds',
      toolkits: 'Toolkits only',
      drivers: 'Drivers only',
    },
    storage: {
      path: 'Image storage',
      used: 'Disk use of images',
      usedOf: '{{used}} of {{limit}}',
      toolkits: 'Toolkit builds',
      drivers: 'Driver builds',
      images: 'Toolkit images for drivers',
      kept: 'Kept toolkit images',
    },
    failed: 'Couldn’t load the builders',
    none: 'No builder is configured. Add one under driverToolkit.builders in the portal’s configuration.',
  },
  sources: {
    kind: {
      kernels: 'Kernel sources',
      images: 'Image repositories',
    },
    none: {
      kernels:
        'No kernel source is configured. Add one under driverToolkit.kernelSources in the portal’s configuration.',
      images:
        'No image repository is configured. Add one under driverToolkit.imageRepositories in the portal’s configuration.',
    },
    items: {
      kernels: 'Kernels',
      images: 'Tags',
    },
    id: 'ID',
    type: 'Type',
    lastSuccess: 'Last successful read',
    lastAttempt: 'Last attempt',
    never: 'never',
    refresh: 'Refresh',
    failed: 'Couldn’t load the sources',
    lastReadFailed: 'The last read failed; this shows older data',
    neverRead:
      'It has never been read successfully, so there is nothing to show',
    incomplete: 'Warnings from the last read',
    held: 'The last reading is held back: it lacks far too much',
    heldMeaning:
      'The older data stays until the source lists everything again, or someone accepts the removal.',
    heldSince: 'Held back',
    accept: 'Accept the removal…',
    acceptQuestion: 'Accept the removal?',
    acceptReasons: 'The reading that is held back:',
    acceptConsequence: {
      kernels:
        'This reads the source again and removes every kernel that is still missing, here and from the catalog. Kernels that an image or a driver needs stay, marked as retired.',
      images:
        'This reads the repository again and removes every tag that is still missing, here and from the catalog. Kernels without another image then count as having none.',
    },
    acceptWarning:
      'A mirror or registry in the middle of an update, or the wrong server at its address, looks just the same. Check it first.',
    keepAll: 'Keep everything',
    removeMissing: 'Remove what is missing',
    notAccepted: 'Couldn’t accept the removal',
    notRefreshed: 'Couldn’t refresh the source',
  },
} as const;
