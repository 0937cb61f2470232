import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** The parts of a signature that verifiers of images check. */
export interface SignedClaim {
  reference: string;
  digest: string;
}

/**
 * Verifies a digest's signatures in the registry with openssl, like verifiers
 * of images.
 *
 * @param image - Registry and repository, reached by plain HTTP.
 * @param publicKey - In PEM.
 * @returns the payloads signed with the key, in the signatures' order
 */
export async function verifySignatures(
  image: string,
  digest: string,
  publicKey: string,
): Promise<SignedClaim[]> {
  const [, host, repository] = /^([^/]+)\/(.*)$/.exec(image)!;
  const read = async (path: string) => {
    const url = `http://${host}/v2/${repository}/${path}`;
    const response = await fetch(url, { headers: { accept: MANIFEST } });
    if (!response.ok) {
      throw new Error(`${url} answered ${response.status}`);
    }
    return response.text();
  };
  const tag = `${digest.replace(':', '-')}.sig`;
  const { layers } = JSON.parse(await read(`manifests/${tag}`));
  const claims: SignedClaim[] = [];
  for (const layer of layers) {
    const payload = await read(`blobs/${layer.digest}`);
    const signature = layer.annotations['dev.cosignproject.cosign/signature'];
    if (await isSigned(payload, signature, publicKey)) {
      const { identity, image: signed } = JSON.parse(payload).critical;
      claims.push({
        reference: identity['docker-reference'],
        digest: signed['docker-manifest-digest'],
      });
    }
  }
  return claims;
}

/** Whether openssl verifies a signature in Base64 with the key. */
async function isSigned(
  payload: string,
  signature: string,
  publicKey: string,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'verify-'));
  const file = async (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  try {
    await run('openssl', [
      'dgst',
      '-sha256',
      '-verify',
      await file('key.pem', publicKey),
      '-signature',
      await file('signature', Buffer.from(signature, 'base64')),
      await file('payload', payload),
    ]);
    return true;
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (/^verification failure$/im.test(stdout ?? '')) {
      return false;
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
