import type { XmlScanner } from './XmlScanner';

/** Is told of elements as they come, their names as numbers. */
export interface XmlEvents {
  /** `scanner.depth` counts the element. */
  open(name: number, scanner: XmlScanner): void;
  /** @param text - What stood in it since {@link XmlScanner.wantText}. */
  close(name: number, text: string, scanner: XmlScanner): void;
}
