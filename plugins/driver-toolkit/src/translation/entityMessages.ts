/** Words on entity pages. */
export const entityMessages = {
  entity: {
    notInCatalog: 'not in the catalog yet',
    noKernel:
      'This entity names no kernel. Its annotation {{annotation}} would, as <source>/<version-release>.',
  },
  kernelCard: {
    title: 'Kernel',
    images: 'Toolkit images',
    flavours: 'Architectures and variants',
    retired: 'This kernel has left its source',
    retiredMeaning:
      'It stays here for as long as an image or a driver is for it. Images that are there can still be used; none can be built any more.',
    failed: 'The kernel couldn’t be read',
  },
  imageCard: {
    title: 'Driver Toolkit image',
    failed: 'The image couldn’t be read',
    incomplete: 'Some details of this image couldn’t be read',
    reference: 'Image',
    digest: 'Digest',
    architectures: 'Architectures',
    size: 'Size (compressed)',
    created: 'Created',
    repository: 'Repository',
    pull: 'Pull it',
    from: 'Use it as builder stage',
    stale: 'This image would come out differently if it were built now',
    referrers: 'SBOMs, signatures and the like',
    referrer: 'What it is',
    referrerDigest: 'Digest',
    digestOf: 'Digest of {{referrer}}',
    referrerSize: 'Size',
    labels_one: '{{count}} label',
    labels_other: '{{count}} labels',
  },
  referrerKind: {
    sbom: 'SBOM',
    signature: 'Signature',
    provenance: 'Provenance',
    other: 'Something else',
  },
  toolkitBuild: {
    title: 'Toolkit image of this kernel',
    repository: 'Image repository',
    architecture: 'Architecture',
    everyArchitecture: 'All',
    present: 'A build replaces it.',
    presentFor: 'A build replaces the image for {{architecture}}.',
    stale: 'A build brings it up to date.',
    incomplete: 'There is none for {{architectures}}; a build adds it.',
    unknownFor:
      'Whether there is one for {{architecture}} isn’t known; a build replaces it if there is.',
    absent: 'A build makes it.',
    unknown:
      'The registry didn’t say whether the image is there; a build replaces it if it is.',
  },
  driverBuild: {
    title: 'Build this driver for a kernel',
    kernel: 'Kernel',
    architecture: 'Architecture',
    automatic: 'Automatic',
    variant: 'Variant',
    chooseKernel: 'Choose a kernel first.',
    noImages:
      'No kernel has a toolkit image yet, and a driver is built with one. Build a toolkit image on a kernel’s page first.',
    preferredMissing:
      'The kernel this driver names, {{kernel}}, has no toolkit image yet. Build that first on the kernel’s page, or choose another kernel.',
  },
} as const;
