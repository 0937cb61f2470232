import { ansiSpans } from './ansiSpans';

/** A log line without its colours. */
export function plainText(line: string): string {
  return ansiSpans(line)
    .map(span => span.text)
    .join('');
}
