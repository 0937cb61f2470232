/** Texts of the coverage page. */
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
    loading: 'Loading the coverage…',
    failed: 'Couldn’t load the coverage',
    driversFailed:
      'Couldn’t load the catalog’s driver containers; this shows only those that were built',
    noDrivers:
      'The catalog has no driver containers yet. Create one from its template to see a column for it here.',
    moreDrivers:
      'This table shows {{shown}} of {{total}} driver containers. To see another, choose it under Driver container.',
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
    rebuildImage: 'Rebuild the toolkit image for {{kernel}}, {{architecture}}',
    buildDriver: 'Build {{driver}} for {{kernel}}, {{architecture}}',
    noDevel: 'no devel package',
    noImage: 'needs the toolkit image',
    troubles: 'Some of this is out of date',
    oldReading: 'Couldn’t read {{source}}; its data was last read',
    neverRead: '{{source}} has never been read successfully.',
    heldReading:
      '{{source}} suddenly lists far less, and nobody has accepted that yet; its data was last read',
    openSources: 'Open the sources',
  },
  buildObstacle: {
    retired:
      'This kernel has left its source: its packages are no longer available, so no image can be built for it.',
    notBuildable:
      'The source has no kernel-devel package of this version, so no image can be built for it.',
    inOtherSource:
      'This source has no packages. Kernel source {{source}} has the packages of this kernel: build the image there.',
    noBuilder: 'No builder builds for {{architecture}}.',
  },
} as const;
