import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { InputError } from '@backstage/errors';
import { decryptCosignKey, isCosignKey } from './decryptCosignKey';
import { readPassphrase } from './readPassphrase';
import { readSmallFile } from './readSmallFile';
import type { SigningEntry } from './SigningEntry';

/** openssl's name of NIST's P-256. */
const CURVE = 'prime256v1';
const HASH = 'sha256';

/**
 * An ECDSA key of P-256, which all verifiers of cosign's signatures support.
 */
export class SigningKey {
  /** SHA-256 of the public key in DER (SubjectPublicKeyInfo). */
  readonly fingerprint: string;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  /**
   * Reads it from its current files.
   *
   * @throws InputError that names the configuration key and shows no content of
   * the files
   */
  static async read(entry: SigningEntry): Promise<SigningKey> {
    const { keyFile, place } = entry;
    const pem = (await readSmallFile(keyFile, `${place}.keyFile`)).toString();
    const passphrase = await readPassphrase(entry);
    const privateKey = isCosignKey(pem)
      ? await fromCosign(pem, passphrase, place)
      : fromOpenssl(pem, passphrase, place);
    const kind = describeKind(privateKey);
    if (kind !== CURVE) {
      throw new InputError(
        `${place}.keyFile is the path of a key of ${kind}; use a key of ${CURVE} (P-256), such as \`cosign generate-key-pair\` makes`,
      );
    }
    return new SigningKey(privateKey);
  }

  private constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.#publicKey = createPublicKey(privateKey);
    const der = this.#publicKey.export({ type: 'spki', format: 'der' });
    this.fingerprint = `sha256:${createHash('sha256')
      .update(der)
      .digest('hex')}`;
  }

  /** @returns the signature in Base64, of DER (RFC 3279, ECDSA with SHA-256) */
  sign(content: Buffer): string {
    return sign(HASH, content, this.#privateKey).toString('base64');
  }

  /** Whether this key made a signature in Base64. */
  hasSigned(content: Buffer, signature: string): boolean {
    const der = Buffer.from(signature, 'base64');
    return verify(HASH, content, this.#publicKey, der);
  }
}

async function fromCosign(
  pem: string,
  passphrase: string | undefined,
  place: string,
): Promise<KeyObject> {
  let der: Buffer | undefined;
  try {
    // Without a passphrase, cosign encrypts with an empty one.
    der = await decryptCosignKey(pem, passphrase ?? '');
  } catch {
    throw new InputError(
      `${place}.keyFile is the path of a cosign key that is damaged, or encrypted in an unknown way`,
    );
  }
  if (!der) {
    throw wrongPassphrase(passphrase, place);
  }
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch {
    throw notAKey(place);
  }
}

function fromOpenssl(
  pem: string,
  passphrase: string | undefined,
  place: string,
): KeyObject {
  const isEncrypted = /^(?:-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED)/m.test(
    pem,
  );
  try {
    // Without a passphrase openssl may ask the terminal for one.
    return createPrivateKey({ key: pem, passphrase: passphrase ?? '' });
  } catch {
    throw isEncrypted ? wrongPassphrase(passphrase, place) : notAKey(place);
  }
}

function wrongPassphrase(passphrase: string | undefined, place: string) {
  return new InputError(
    passphrase === undefined
      ? `${place}.passphraseFile is missing; the key is encrypted`
      : `${place}.passphraseFile has the wrong passphrase for the key, or the key is damaged`,
  );
}

function notAKey(place: string) {
  return new InputError(
    `${place}.keyFile is not the path of a private key in PEM, as \`cosign generate-key-pair\` or \`openssl genpkey\` writes it`,
  );
}

function describeKind(key: KeyObject): string {
  return (
    key.asymmetricKeyDetails?.namedCurve ??
    key.asymmetricKeyType ??
    'an unknown type'
  );
}
