import { expect } from '@playwright/test';
import { BUILD_TIMEOUT } from './BUILD_TIMEOUT';

const SOURCE = 'centos-stream-9';
/** Intervals of polling. */
const POLL = { intervals: [500] };

/** Calls of the backend, for what tests need before they open the portal. */
export class PortalApi {
  readonly #address: string;
  readonly #token: string;

  /** Signs in as a guest. */
  static async create(): Promise<PortalApi> {
    const address =
      process.env.PLAYWRIGHT_BACKEND_URL ?? 'http://localhost:7007';
    const answer = await fetch(`${address}/api/auth/guest/refresh`);
    const { backstageIdentity } = await answer.json();
    return new PortalApi(address, backstageIdentity.token);
  }

  private constructor(address: string, token: string) {
    this.#address = address;
    this.#token = token;
  }

  /** Registers an entity's file and waits until the entity can be opened. */
  async register(target: string, entity: string): Promise<void> {
    const answer = await this.#call('POST', 'catalog/locations', {
      type: 'url',
      target,
    });
    expect(answer.status, await answer.text()).toBe(201);
    await expect
      .poll(
        async () => {
          const path = `catalog/entities/by-name/component/default/${entity}`;
          return (await this.#call('GET', path)).status;
        },
        { ...POLL, timeout: 60_000 },
      )
      .toBe(200);
  }

  /** Names of the kernels whose toolkit image is in the registry. */
  async kernelsWithImage(): Promise<string[]> {
    const answer = await this.#call(
      'GET',
      'driver-toolkit/kernels?imageState=present',
    );
    const { items } = await answer.json();
    return items.map((item: { kernel: string }) => item.kernel);
  }

  /** Builds a kernel's toolkit image unless it exists. */
  async requireToolkitImage(kernel: string): Promise<void> {
    let id: string | undefined;
    // A portal that has just started answers that it has not read its registry yet.
    await expect(async () => {
      if ((await this.kernelsWithImage()).includes(kernel)) {
        return;
      }
      const answer = await this.#call('POST', 'driver-toolkit/builds', {
        type: 'toolkit',
        source: SOURCE,
        kernel,
      });
      expect([200, 201], await answer.clone().text()).toContain(answer.status);
      ({ id } = await answer.json());
    }).toPass({ ...POLL, timeout: 60_000 });
    if (id === undefined) {
      return;
    }
    await expect
      .poll(
        async () => {
          const build = await this.#call('GET', `driver-toolkit/builds/${id}`);
          return (await build.json()).state;
        },
        { ...POLL, timeout: BUILD_TIMEOUT },
      )
      .toBe('succeeded');
  }

  #call(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.#address}/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
  }
}
