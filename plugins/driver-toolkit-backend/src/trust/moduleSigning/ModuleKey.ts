import {
  createPrivateKey,
  createSign,
  createVerify,
  type KeyObject,
} from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@backstage/errors';
import {
  createModuleSignature,
  describeModuleSignature,
  type ModuleHash,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readPassphrase } from '../signing/readPassphrase';
import { readSmallFile } from '../signing/readSmallFile';
import { ModuleCertificate } from './ModuleCertificate';
import type { ModuleKeyEntry } from './ModuleKeyEntry';
import { tokenSigner, type Signer } from './tokenSigner';

const PROBE = Buffer.from('Is this the key of the certificate?');

/** Signs kernel modules. */
export class ModuleKey {
  readonly name: string;
  readonly certificate: ModuleCertificate;
  readonly #place: string;
  readonly #hash: ModuleHash;
  readonly #signer: Signer;

  /**
   * Reads it from its current files, and makes sure that it belongs to its
   * certificate: a key on a token signs something.
   *
   * @throws InputError that names the configuration key and shows no content of
   * the files
   */
  static async read(
    entry: ModuleKeyEntry,
    signal: AbortSignal,
  ): Promise<ModuleKey> {
    const certificate = await ModuleCertificate.read(entry);
    const signer = entry.pkcs11
      ? await tokenSigner(entry.pkcs11, entry)
      : await fileSigner(entry, certificate);
    const key = new ModuleKey(entry, certificate, signer);
    await key.sign(async function* probe() {
      yield PROBE;
    }, signal);
    return key;
  }

  private constructor(
    { name, place, hash }: ModuleKeyEntry,
    certificate: ModuleCertificate,
    signer: Signer,
  ) {
    this.name = name;
    this.certificate = certificate;
    this.#place = place;
    this.#hash = hash;
    this.#signer = signer;
  }

  /**
   * Signs a module.
   *
   * @param read - yields the module's bytes, each time that it is called
   * @returns the PKCS #7 message
   * @throws InputError if the certificate does not verify the signature
   */
  async sign(
    read: () => AsyncIterable<Buffer>,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const signature = await this.#signer(read(), signal);
    const verifier = createVerify(this.#hash);
    for await (const chunk of read()) {
      verifier.update(chunk);
    }
    if (!verifier.verify(this.certificate.x509.publicKey, signature)) {
      throw isForAnother(this.#place);
    }
    return this.#toMessage(signature);
  }

  /** Whether a PKCS #7 message names this key's certificate and hash. */
  isNamedBy(message: Buffer): boolean {
    return isDeepStrictEqual(
      describeModuleSignature(message),
      describeModuleSignature(this.#toMessage(Buffer.alloc(0))),
    );
  }

  #toMessage(signature: Buffer): Buffer {
    const { x509, keyType } = this.certificate;
    return createModuleSignature(signature, {
      certificate: x509.raw,
      keyType,
      hash: this.#hash,
    });
  }
}

async function fileSigner(
  entry: ModuleKeyEntry,
  { x509 }: ModuleCertificate,
): Promise<Signer> {
  const privateKey = await readPrivateKey(entry);
  if (!x509.checkPrivateKey(privateKey)) {
    throw isForAnother(entry.place);
  }
  return async content => {
    const signer = createSign(entry.hash);
    for await (const chunk of content) {
      signer.update(chunk);
    }
    return signer.sign(privateKey);
  };
}

async function readPrivateKey(entry: ModuleKeyEntry): Promise<KeyObject> {
  const { keyFile, place } = entry;
  if (keyFile === undefined) {
    throw new InputError(`${place} has neither keyFile nor pkcs11`);
  }
  const options = { isPrivate: true };
  const pem = await readSmallFile(keyFile, `${place}.keyFile`, options);
  const passphrase = await readPassphrase(entry, options);
  try {
    // Without a passphrase openssl may ask the terminal for one.
    return createPrivateKey({ key: pem, passphrase: passphrase ?? '' });
  } catch {
    const isEncrypted =
      /^(?:-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED)/m.test(pem.toString());
    if (!isEncrypted) {
      throw new InputError(
        `${place}.keyFile is not the path of a private key in PEM, as \`openssl genpkey\` writes it`,
      );
    }
    throw new InputError(
      passphrase === undefined
        ? `${place}.passphraseFile is missing; the key is encrypted`
        : `${place}.passphraseFile has the wrong passphrase for the key, or the key is damaged`,
    );
  }
}

function isForAnother(place: string): InputError {
  return new InputError(
    `${place}.certificateFile is the path of a certificate for another key`,
  );
}
