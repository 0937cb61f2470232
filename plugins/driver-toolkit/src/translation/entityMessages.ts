/** Texts of entity pages. */
export const entityMessages = {
  entity: {
    notInCatalog: 'not in the catalog yet',
    noKernel:
      'This entity names no kernel. Add the annotation {{annotation}} with the value <source>/<version-release>.',
  },
  kernelCard: {
    title: 'Kernel',
    images: 'Toolkit images',
    flavours: 'Architectures and variants',
    retired: 'This kernel has left its source',
    retiredMeaning:
      'It stays here while an image or a driver needs it. Existing images can still be used, but no new image can be built.',
    failed: 'Couldn’t load the kernel',
  },
  imageCard: {
    title: 'Driver Toolkit image',
    failed: 'Couldn’t load the image',
    incomplete: 'Couldn’t read some details of this image',
    reference: 'Image',
    digest: 'Digest',
    architectures: 'Architectures',
    size: 'Size (compressed)',
    created: 'Created',
    repository: 'Repository',
    pull: 'Pull',
    from: 'Use as builder stage',
    stale: 'This image is stale: a rebuild would change it',
    referrers: 'SBOMs, signatures and other attachments',
    referrer: 'Kind',
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
    other: 'Other',
  },
  toolkitBuild: {
    title: 'Toolkit image of this kernel',
    repository: 'Image repository',
    architecture: 'Architecture',
    everyArchitecture: 'All',
    present: 'A build replaces it.',
    presentFor: 'A build replaces the image for {{architecture}}.',
    stale: 'A build brings it up to date.',
    incomplete: 'It is missing for {{architectures}}; a build adds it.',
    unknownFor:
      'It is unknown whether there is one for {{architecture}}; a build replaces it if there is.',
    absent: 'A build creates it.',
    unknown:
      'The registry didn’t say whether the image exists; a build replaces it if it does.',
  },
  driverBuild: {
    title: 'Build this driver for a kernel',
    kernel: 'Kernel',
    architecture: 'Architecture',
    automatic: 'Automatic',
    variant: 'Variant',
    chooseKernel: 'Choose a kernel first.',
    noImages:
      'A driver is built with a toolkit image, and no kernel has one yet. Build one on a kernel’s page first.',
    preferredMissing:
      'The kernel this driver names, {{kernel}}, has no toolkit image yet. Build one on the kernel’s page first, or choose another kernel.',
  },
} as const;
