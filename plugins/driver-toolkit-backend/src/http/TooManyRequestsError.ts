import { CustomErrorBase } from '@backstage/errors';

/** A caller asks for more at a time than one may have. */
export class TooManyRequestsError extends CustomErrorBase {
  name = 'TooManyRequestsError' as const;
  /** Backstage knows no error for it, and answers with this. */
  readonly statusCode = 429;
}
