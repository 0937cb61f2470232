import { section } from '../fields/section';
import { text } from '../fields/text';

const PEM_FILE = 'the path of a PEM file';

/** PEM files of a server's authority and of the client. */
export const tls = section({
  ca: text(PEM_FILE).optional(),
  cert: text(PEM_FILE).optional(),
  key: text(PEM_FILE).optional(),
}).superRefine(({ cert, key }, context) => {
  if ((cert === undefined) !== (key === undefined)) {
    context.addIssue({
      code: 'custom',
      path: [cert === undefined ? 'cert' : 'key'],
      message: `${PEM_FILE}: cert and key go together`,
    });
  }
});
