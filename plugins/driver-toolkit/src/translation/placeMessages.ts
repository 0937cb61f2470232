/** Words about builders and sources. */
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
      toolkits: 'Where toolkits are built',
      drivers: 'Where drivers are built',
      images: 'Toolkits for drivers',
      kept: 'Kept toolkits',
    },
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
    neverRead: 'It couldn’t be read yet, so nothing of it is shown',
    incomplete: 'A part couldn’t be read',
    held: 'A reading is held back: far too much was missing in it',
    heldMeaning:
      'What was read before is kept until the source has it all again, or somebody accepts that it is gone.',
    heldSince: 'Held back',
    accept: 'Accept the removal…',
    acceptQuestion: 'Accept that this much is gone?',
    acceptReasons: 'In the reading that is held back:',
    acceptConsequence: {
      kernels:
        'The source is read again now, and every kernel that is missing then is removed, here and from the catalog. Those that an image or a driver is for stay and are marked as retired.',
      images:
        'The repository is read again now, and every tag that is missing then is removed, here and from the catalog. Kernels that have no other image count as having none.',
    },
    acceptWarning:
      'A mirror or registry in the middle of an update, or one that answers for another, looks just the same: check it first.',
    keepAll: 'Keep what is known',
    removeMissing: 'Remove what is missing',
    notAccepted: 'The removal couldn’t be accepted',
    notRefreshed: 'The source couldn’t be refreshed',
  },
} as const;
