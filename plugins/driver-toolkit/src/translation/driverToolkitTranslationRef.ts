import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { buildMessages } from './buildMessages';
import { claimMessages } from './claimMessages';
import { coverageMessages } from './coverageMessages';
import { entityMessages } from './entityMessages';
import { kernelMessages } from './kernelMessages';
import { libraryMessages } from './libraryMessages';
import { manifestMessages } from './manifestMessages';
import { pageMessages } from './pageMessages';
import { placeMessages } from './placeMessages';
import { verdictMessages } from './verdictMessages';

/** Every text of the plugin. @public */
export const driverToolkitTranslationRef = createTranslationRef({
  id: 'driver-toolkit',
  messages: {
    ...pageMessages,
    ...kernelMessages,
    ...coverageMessages,
    ...buildMessages,
    ...entityMessages,
    ...claimMessages,
    ...verdictMessages,
    ...libraryMessages,
    ...manifestMessages,
    ...placeMessages,
    filters: { all: 'All', search: 'Search' },
    paging: {
      shown: '{{shown}} of {{total}}',
      more: 'Load more',
    },
    copy: {
      label: 'Copy: {{label}}',
      action: 'Copy',
      save: 'Download {{file}}',
      saveAction: 'Download',
      copied: 'Copied',
      selected: 'Selected; press Ctrl+C to copy',
    },
    errors: {
      unreachable:
        'The portal’s backend did not answer. Check the connection and try again.',
      tryAgain: 'Try again',
      wrongConfiguration:
        'The Driver Toolkit has stopped: its configuration is wrong',
    },
    permission: {
      denied: 'You lack the permission {{permission}}.',
    },
  },
});
