import { toError } from '@backstage/errors';

const XZ_CODE = /failed with error code (\d+)$/;

/** Meanings of xz's error codes (`enum xz_ret` of xz-embedded). */
const XZ_REASONS: Record<string, string> = {
  '3': 'there is not enough memory for it',
  '4': 'it needs more memory than allowed',
  '5': 'it does not start like xz data',
  '6': 'it uses options that are not supported',
  '7': 'it is damaged',
  '8': 'it ends too early',
};

/** A decoder's error in words. */
export function describeDamage(thrown: unknown): string {
  const { message } = toError(thrown);
  const [, code = ''] = XZ_CODE.exec(message) ?? [];
  return XZ_REASONS[code] ?? message;
}
