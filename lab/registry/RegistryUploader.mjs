import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Uploads to one repository of a registry without credentials, by the OCI distribution
 * specification ("Pushing a blob monolithically", "Pushing manifests").
 */
export class RegistryUploader {
  #base;
  #from;

  /**
   * @param {string} registry - host and port, plain HTTP
   * @param {string} repository
   * @param {{ from?: string }} [options] - another repository that may already have the blobs
   */
  constructor(registry, repository, { from } = {}) {
    this.#base = `http://${registry}/v2/${repository}`;
    this.#from = from;
  }

  /**
   * Uploads a blob that the registry doesn't have yet.
   *
   * @param {string} digest
   * @param {Buffer | string} content - the bytes, or the path of a file with them
   */
  async blob(digest, content) {
    const known = await fetch(`${this.#base}/blobs/${digest}`, {
      method: 'HEAD',
    });
    if (known.ok) {
      return;
    }
    const mount = this.#from ? `?mount=${digest}&from=${this.#from}` : '';
    const begun = await fetch(`${this.#base}/blobs/uploads/${mount}`, {
      method: 'POST',
    });
    if (begun.status === 201) {
      return; // already there
    }
    const location = begun.headers.get('location');
    if (begun.status !== 202 || !location) {
      throw new Error(
        `The registry refused an upload with status ${begun.status}`,
      );
    }
    const url = new URL(location, this.#base);
    url.searchParams.set('digest', digest);
    await put(url, content, 'application/octet-stream');
  }

  /**
   * @param {string} reference - a tag, or the manifest's digest
   * @param {{ mediaType: string }} manifest - an OCI image manifest or index whose parts are uploaded
   */
  async manifest(reference, manifest) {
    await put(
      new URL(`${this.#base}/manifests/${reference}`),
      Buffer.from(JSON.stringify(manifest)),
      manifest.mediaType,
    );
  }
}

/**
 * @param {URL} url
 * @param {Buffer | string} content
 * @param {string} type
 */
async function put(url, content, type) {
  const fromFile = typeof content === 'string';
  const request = httpRequest(url, {
    method: 'PUT',
    headers: {
      'content-type': type,
      'content-length': fromFile ? (await stat(content)).size : content.length,
    },
  });
  /** @type {Promise<import('node:http').IncomingMessage>} */
  const answered = new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  const body = fromFile ? createReadStream(content) : Readable.from([content]);
  const [response] = await Promise.all([answered, pipeline(body, request)]);
  const text = (await response.setEncoding('utf8').toArray()).join('');
  if (response.statusCode !== 201) {
    throw new Error(
      `The registry refused ${url.pathname} with status ${response.statusCode}: ${text}`,
    );
  }
}
