import { filePath } from '../fields/filePath';
import { knownKeys } from '../fields/knownKeys';

const PEM_FILE = 'the path of a PEM file';

/** PEM files of a server's authority and of the client. */
export const tls = knownKeys({
  ca: filePath(PEM_FILE).optional(),
  cert: filePath(PEM_FILE).optional(),
  key: filePath(PEM_FILE).optional(),
}).superRefine(({ cert, key }, context) => {
  if ((cert === undefined) !== (key === undefined)) {
    context.addIssue({
      code: 'custom',
      path: [cert === undefined ? 'cert' : 'key'],
      message: `${PEM_FILE}: cert and key go together`,
    });
  }
});
