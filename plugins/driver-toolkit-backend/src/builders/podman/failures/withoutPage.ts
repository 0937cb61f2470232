/** HTML elements that a line may begin with. */
const ELEMENTS =
  'a|abbr|address|article|aside|b|base|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|fieldset|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|noscript|ol|p|pre|script|section|small|span|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul';
/** Go cuts quoted text, with three dots or without. */
const END = String.raw`(?=[\s>/]|\.{3}|$)`;
/**
 * Text that only markup has. An unknown name that nothing closes is not markup:
 * podman writes `<none>`, Go `<nil>` and a compiler `<stdin>`.
 */
const TAG = [
  String.raw`<!(?:--|\[|[A-Za-z])`,
  String.raw`<\?[A-Za-z]`,
  String.raw`</[A-Za-z]`,
  // Elements of HTML, which may be in capitals; then those of XML, such as `<Error>`.
  `<(?:${ELEMENTS}|${ELEMENTS.toUpperCase()})${END}`,
  String.raw`<(?:[a-z]+:)?[A-Z][a-z]\w*${END}`,
  String.raw`<[A-Za-z][\w:-]*\s+[\w:-]+=`,
  String.raw`<(?<name>[A-Za-z][\w:-]*)>.*</\k<name>>`,
].join('|');

/**
 * Characters between words and a page: blanks, plain or quoted by Go, quotes,
 * and punctuation before them.
 */
const GAP = String.raw`[\s\ufeff,:;"'\x60]`;
const AFTER_WORDS = new RegExp(
  String.raw`(?<!${GAP})(?=\s*[,:;"'\x60])(?:${GAP}|\\[nrt]|\\ufeff)+(?:${TAG}).*`,
  's',
);
const AT_BEGINNING = new RegExp(
  String.raw`^(?:${GAP}|\\[nrt]|\\ufeff)*(?:${TAG})`,
  's',
);
/**
 * Everything after it comes from the server, including text before its page.
 */
const BODY = /^(.*?\bStatusCode: \d{3}), ?(.*)$/s;
const IN_BODY = new RegExp(`(?:${TAG}).*`, 's');

/**
 * A line without the page that a proxy sent instead of the registry's answer:
 * HTML, XML, or other text that looks like markup.
 */
export function withoutPage(line: string): string {
  if (AT_BEGINNING.test(line)) {
    return '';
  }
  const [, words, body] = BODY.exec(line) ?? [];
  if (words !== undefined && body !== undefined) {
    const text = AT_BEGINNING.test(body)
      ? ''
      : body.replace(AFTER_WORDS, '').replace(IN_BODY, '').trimEnd();
    return text === '' ? words : `${words}, ${text}`;
  }
  return line.replace(AFTER_WORDS, '');
}

/** Whether a page begins in a line, or with the next one. */
export function beginsPage(line: string): boolean {
  return withoutPage(line) !== line;
}

/**
 * Lines outside pages. A page extends from its beginning to the end of the
 * HTML, if it ends.
 */
export function linesOfNoPage(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let isPage = false;
  for (const line of lines) {
    if (!isPage) {
      kept.push(withoutPage(line));
    }
    isPage = (isPage || AT_BEGINNING.test(line)) && !/<\/html>\s*$/i.test(line);
  }
  return kept;
}
