/** Texts of the owner of a driver image, and of its modules' certificates. */
export const claimMessages = {
  driverImage: {
    title: 'Image of this driver',
    failed: 'Couldn’t load the owner of the image',
    refused: 'This driver can’t be built now',
    image: 'Image',
    repository: 'Source repository',
    owner: 'Belongs to',
    thisDriver: 'This driver',
    asBuiltFrom: 'as built from {{repository}}',
    nobody: 'Nobody yet. The first driver that builds it will own it.',
    disputed: 'Disputed. These drivers have built it:',
    notDecided: 'Couldn’t save the decision',
    keep: 'Cancel',
    move: {
      action: 'Move to this driver',
      give: 'Give it to {{entity}}',
      question: 'Move the image to another driver?',
      meaning:
        '{{image}} will belong to {{entity}} as built from {{repository}}. This cancels unfinished builds of it for other drivers; a build that is already pushing may still finish.',
      confirm: 'Move',
    },
    release: {
      action: 'Release',
      question: 'Release the image?',
      meaning:
        'The next driver that builds {{image}} will own it. This cancels unfinished builds of it.',
      confirm: 'Release',
    },
  },
  moduleCertificates: {
    title: 'Certificates of signed modules',
    meaning:
      'The portal signs the modules of this driver. Before a node with Secure Boot loads them, enrol each certificate: download it to the node, import it with a password, reboot, and confirm with that password.',
    failed: 'Couldn’t load the certificates of signed modules',
    key: 'Key',
    signs: 'signs new builds',
    trusted: 'signed earlier builds, or will sign later ones',
    subject: 'Subject',
    fingerprint: 'Fingerprint',
    validTo: 'Valid until',
    enrol: 'Enrol',
    download: 'Download {{file}}',
  },
} as const;
