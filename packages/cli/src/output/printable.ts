/**
 * Text that cannot steer a terminal: registries and mirrors decide some of it.
 */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
