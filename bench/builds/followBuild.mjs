import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/**
 * Follows a build's events like a browser, to the end.
 *
 * @param {{ url: string, headers: Record<string, string> }} backend
 * @param {string} id
 * @param {(line: string) => void} onLine of its log
 */
export async function followBuild({ url, headers }, id, onLine) {
  const answer = await fetch(`${url}/driver-toolkit/builds/${id}/events`, {
    headers,
  });
  if (!answer.ok || !answer.body) {
    throw new Error(`The events answered ${answer.status}`);
  }
  let event;
  for await (const text of createInterface({
    input: Readable.fromWeb(answer.body),
  })) {
    if (text.startsWith('event:')) {
      event = text.slice('event:'.length).trim();
    } else if (text.startsWith('data:') && event === 'log') {
      onLine(JSON.parse(text.slice('data:'.length)).line);
    }
  }
}
