/** Words about which kernel has what for which architecture. */
export const coverageMessages = {
  coverage: {
    title: 'Coverage',
    filters: 'Filter the coverage',
    source: 'Source',
    driver: 'Driver container',
    table:
      'For each kernel and architecture, the toolkit image and the driver containers that were built',
    kernel: 'Kernel',
    architecture: 'Architecture',
    image: 'Toolkit image',
    latestBuild: 'Latest build',
    loading: 'Reading the coverage…',
    failed: 'The coverage couldn’t be read',
    driversFailed:
      'The catalog’s driver containers couldn’t be read; only those that were built are shown',
    noDrivers:
      'No driver container is in the catalog yet. Create one from its template, and it gets a column here.',
    moreDrivers:
      '{{shown}} of {{total}} driver containers have a column. To see another one, choose it under Driver container.',
    updated: 'Updated',
    counts: {
      label: 'Kernels by the state of their toolkit image',
      present_one: '{{count}} kernel with an image',
      present_other: '{{count}} kernels with an image',
      absent_one: '{{count}} without',
      absent_other: '{{count}} without',
      unknown_one: '{{count}} unknown',
      unknown_other: '{{count}} unknown',
    },
    notBuilt: 'not built',
    buildImage: 'Build the toolkit image for {{kernel}}, {{architecture}}',
    rebuildImage:
      'Build the toolkit image for {{kernel}}, {{architecture}}, anew',
    buildDriver: 'Build {{driver}} for {{kernel}}, {{architecture}}',
    noDevel: 'no devel package',
    noImage: 'needs the toolkit image',
    troubles: 'Not everything here is up to date',
    oldReading: '{{source}} couldn’t be read; what is shown of it was read',
    neverRead: '{{source}} couldn’t be read yet.',
    heldReading:
      '{{source}} suddenly lists far less, and that waits for somebody to accept it; what is shown of it was read',
    openSources: 'Open the sources',
  },
  buildObstacle: {
    retired:
      'This kernel has left its source: its packages can’t be had any more, so no image can be built for it.',
    notBuildable:
      'The source has no kernel-devel package of this version, so no image can be built for it.',
    inOtherSource:
      'This source has no packages. Kernel source {{source}} has those of this kernel: build its image there.',
    noBuilder: 'No builder builds for {{architecture}}.',
  },
} as const;
