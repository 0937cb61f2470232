import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 500;

/** A client of a portal that is signed in as a guest. */
export class PortalClient {
  #url;
  /** @type {string | undefined} */
  #token;

  /** @param {string} url */
  static async signIn(url) {
    const client = new PortalClient(url);
    const { backstageIdentity } = await client.get('auth/guest/refresh');
    client.#token = backstageIdentity.token;
    return client;
  }

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  /** @param {string} path */
  get(path) {
    return this.#call('GET', path);
  }

  /**
   * @param {string} path
   * @param {object} body
   */
  post(path, body) {
    return this.#call('POST', path, body);
  }

  /**
   * Polls until the answer is the expected one.
   *
   * @param {string} path
   * @param {(answer: any) => boolean} isWanted
   * @param {number} timeoutMs
   * @throws Error with the last answer, or with the reason if there is none
   */
  async waitFor(path, isWanted, timeoutMs) {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const answer = await this.get(path).catch(error => error);
      if (!(answer instanceof Error) && isWanted(answer)) {
        return answer;
      }
      if (Date.now() > end) {
        throw answer instanceof Error
          ? answer
          : new Error(`${path} still answers ${JSON.stringify(answer)}`);
      }
      await delay(POLL_MS);
    }
  }

  /**
   * @param {'GET' | 'POST'} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async #call(method, path, body) {
    const response = await fetch(`${this.#url}/api/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    }
    return JSON.parse(text);
  }
}
