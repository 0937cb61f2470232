import type { UrlReaderService } from '@backstage/backend-plugin-api';
import {
  InputError,
  isError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { DRIVER_FILE_MAX_BYTES } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { CheckoutMeter } from './CheckoutMeter';
import { endWith } from './endWith';
import { isForgeAway } from './isForgeAway';
import { pinLocation, type Pin } from './pinLocation';

/** A version of a driver's repository. */
export interface Revision {
  /**
   * The forge's id of this version, usually a commit; undefined if it has none.
   */
  commit?: string;
  /**
   * Where it is read from. Contains the commit if the forge can be asked for
   * it; otherwise the location may have another version later.
   */
  location: string;
  /** The text of its `driver.yaml`; undefined if it has none. */
  driverFile?: string;
}

const DRIVER_FILE = 'driver.yaml';
const GIT_COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Tells the newest version of a driver's repository. */
export class RevisionReader {
  readonly #urlReader: UrlReaderService;
  readonly #integrations: Pick<ScmIntegrationRegistry, 'byUrl'>;
  readonly #maxBytes: number;
  readonly #timeoutMs: number;

  /** @param options - `maxBytes` is the limit for all files of a repository */
  constructor(options: {
    urlReader: UrlReaderService;
    integrations: Pick<ScmIntegrationRegistry, 'byUrl'>;
    maxBytes: number;
    timeoutMs?: number;
  }) {
    this.#urlReader = options.urlReader;
    this.#integrations = options.integrations;
    this.#maxBytes = options.maxBytes;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  /**
   * Resolves the commit of a location, and reads `driver.yaml` at that commit.
   *
   * @throws ServiceUnavailableError if the forge does not answer; InputError
   * if it refuses, or if the file is too large
   */
  async read(location: string): Promise<Revision> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const pin = pinLocation(location, this.#integrations.byUrl(location)?.type);
    try {
      return await endWith(
        signal,
        0,
        pin
          ? this.#readPinned(location, pin, signal)
          : this.#readTree(location, signal),
      );
    } catch (error) {
      if (isError(error) && error.name === 'InputError') {
        throw error;
      }
      if (signal.aborted) {
        throw new ServiceUnavailableError(
          `The repository ${location} did not answer within ${
            this.#timeoutMs / 1000
          } s.`,
        );
      }
      const message = `The repository ${location} could not be read: ${
        toError(error).message
      }`;
      throw isForgeAway(error)
        ? new ServiceUnavailableError(message, error)
        : new InputError(message, error);
    }
  }

  async #readPinned(
    location: string,
    pin: Pin,
    signal: AbortSignal,
  ): Promise<Revision> {
    const tree = await this.#urlReader.readTree(pin.head, { signal });
    await hangUp(await tree.archive());
    const commit = tree.etag;
    if (!GIT_COMMIT.test(commit)) {
      return this.#readTree(location, signal);
    }
    return {
      commit,
      location: pin.at(commit),
      driverFile: await this.#readFile(pin.fileAt(commit, DRIVER_FILE), signal),
    };
  }

  async #readFile(
    url: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const response = await this.#urlReader.readUrl(url, { signal });
      return decode(
        response.stream
          ? await readBounded(response.stream())
          : await response.buffer(),
      );
    } catch (error) {
      if (isError(error) && error.name === 'NotFoundError') {
        return undefined;
      }
      throw error;
    }
  }

  /** Reads the whole repository, because its forge offers no better way. */
  async #readTree(location: string, signal: AbortSignal): Promise<Revision> {
    const meter = new CheckoutMeter(location, this.#maxBytes);
    const tooMuch = new AbortController();
    try {
      const tree = await this.#urlReader.readTree(location, {
        signal: AbortSignal.any([signal, tooMuch.signal]),
        // An error thrown here would end the process if the archive is a zip
        // file.
        filter: (path, info) => {
          const size = info?.size ?? 0;
          if (!meter.take(path, size)) {
            tooMuch.abort();
          }
          return path === DRIVER_FILE && size <= this.#maxBytes;
        },
      });
      const file = (await tree.files()).find(
        ({ path }) => path === DRIVER_FILE,
      );
      return {
        commit: tree.etag || undefined,
        location,
        driverFile: file && decode(await file.content()),
      };
    } catch (error) {
      throw meter.refusal ? new InputError(meter.refusal.message) : error;
    }
  }
}

/**
 * Ends an archive whose files nobody needs. A stream that was never read would
 * keep its connection.
 */
async function hangUp(archive: NodeJS.ReadableStream): Promise<void> {
  const chunks = archive[Symbol.asyncIterator]();
  await chunks.next();
  await chunks.return?.();
}

async function readBounded(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    chunks.push(bytes);
    if (size > DRIVER_FILE_MAX_BYTES) {
      break;
    }
  }
  return Buffer.concat(chunks);
}

function decode(content: Buffer): string {
  if (content.length > DRIVER_FILE_MAX_BYTES) {
    throw new InputError(
      `${DRIVER_FILE} has more than ${DRIVER_FILE_MAX_BYTES} bytes.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    throw new InputError(`${DRIVER_FILE} is not UTF-8 text.`, error);
  }
}
