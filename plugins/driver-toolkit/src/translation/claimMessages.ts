/** Words on whose an image is. */
export const claimMessages = {
  driverImage: {
    title: 'Image of this driver',
    failed: 'Whose the image is couldn’t be read',
    refused: 'This driver can’t be built now',
    image: 'Image',
    repository: 'Source repository',
    owner: 'Belongs to',
    thisDriver: 'This driver',
    asBuiltFrom: 'as built from {{repository}}',
    nobody: 'Nobody yet. The first driver that builds it gets it.',
    disputed: 'Disputed. These have built it:',
    notDecided: 'The decision wasn’t taken',
    keep: 'Cancel',
    move: {
      action: 'Move to this driver',
      give: 'Give it to {{entity}}',
      question: 'Move the image to another driver?',
      meaning:
        '{{image}} will belong to {{entity}} as built from {{repository}}. Unfinished builds of it for other drivers are cancelled; one that is pushing already may still end.',
      confirm: 'Move',
    },
    release: {
      action: 'Release',
      question: 'Release the image?',
      meaning:
        'The next driver that builds {{image}} will own it, whichever that is. Unfinished builds of it are cancelled.',
      confirm: 'Release',
    },
  },
} as const;
