/** One challenge of a `WWW-Authenticate` header. */
export interface Challenge {
  /** Lower case. */
  scheme: string;
  /** Names in lower case. */
  parameters: Record<string, string>;
}

const SEPARATORS = /[\s,]*/y;
const PARAMETER =
  /([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;
const SCHEME = /([\w!#$%&'*+.^`|~-]+)(?=[\s,]|$)/y;

/**
 * Parses a `WWW-Authenticate` header (RFC 9110, section 11.6.1): several
 * challenges with several parameters each, commas between both and inside
 * quotes. Text after the first invalid part is ignored.
 */
export function parseWwwAuthenticate(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let position = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    position = match ? pattern.lastIndex : position;
    return match;
  };
  while (take(SEPARATORS) && position < header.length) {
    const current = challenges.at(-1);
    const parameter = current && take(PARAMETER);
    if (parameter) {
      const [, name, quoted, plain] = parameter;
      current.parameters[name.toLowerCase()] =
        quoted?.replace(/\\(.)/g, '$1') ?? plain;
      continue;
    }
    const scheme = take(SCHEME);
    if (!scheme) {
      break;
    }
    challenges.push({ scheme: scheme[1].toLowerCase(), parameters: {} });
  }
  return challenges;
}
