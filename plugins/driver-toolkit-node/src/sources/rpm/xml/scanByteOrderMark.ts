import { INCOMPLETE } from './references';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** The start of a document after an optional byte order mark. */
export function scanByteOrderMark(bytes: Buffer): number {
  const { length } = BYTE_ORDER_MARK;
  const start = bytes.subarray(0, length);
  if (!start.equals(BYTE_ORDER_MARK.subarray(0, start.length))) {
    return 0;
  }
  return start.length < length ? INCOMPLETE : length;
}
