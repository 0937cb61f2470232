/** Bytes in XML's grammar. */
export const Byte = {
  tab: 0x09,
  newline: 0x0a,
  return: 0x0d,
  space: 0x20,
  exclamation: 0x21,
  doubleQuote: 0x22,
  ampersand: 0x26,
  singleQuote: 0x27,
  slash: 0x2f,
  semicolon: 0x3b,
  less: 0x3c,
  equals: 0x3d,
  greater: 0x3e,
  question: 0x3f,
  closingBracket: 0x5d,
} as const;

/** 1 for bytes that need a check in text, otherwise 0. */
export const SPECIAL_IN_TEXT = table(
  byte =>
    isControl(byte) ||
    byte === Byte.less ||
    byte === Byte.ampersand ||
    byte === Byte.closingBracket,
);

/** The same for attribute values. */
export const SPECIAL_IN_VALUE = table(
  byte =>
    isControl(byte) ||
    byte === Byte.less ||
    byte === Byte.ampersand ||
    byte === Byte.doubleQuote ||
    byte === Byte.singleQuote,
);

/** 1 for bytes that XML 1.0 forbids. */
export const CONTROL = table(isControl);

/** 1 for XML's white space. */
export const SPACE = table(byte => /[ \t\r\n]/.test(String.fromCharCode(byte)));

// Bytes from 0x80 are parts of characters that names may contain, with few
// exceptions.
/** 1 for the first byte of a name. */
export const NAME_START = table(
  byte => byte >= 0x80 || /[A-Za-z_:]/.test(String.fromCharCode(byte)),
);

/** 1 for further bytes of a name. */
export const NAME = table(
  byte => byte >= 0x80 || /[\w:.-]/.test(String.fromCharCode(byte)),
);

function isControl(byte: number): boolean {
  return byte < Byte.space && !/[\t\r\n]/.test(String.fromCharCode(byte));
}

function table(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}
