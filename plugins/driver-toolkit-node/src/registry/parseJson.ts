/**
 * Parsed JSON, or undefined if it is invalid: a schema then reports the error.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
