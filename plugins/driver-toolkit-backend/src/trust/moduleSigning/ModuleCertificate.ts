import { X509Certificate } from 'node:crypto';
import { InputError } from '@backstage/errors';
import { readSmallFile } from '../signing/readSmallFile';
import type { ModuleKeyEntry } from './ModuleKeyEntry';

const MIN_RSA_BITS = 2048;
/** openssl's names of the curves that kernels know. */
const CURVES = ['prime256v1', 'secp384r1'];

/** The certificate of a module key, which nodes enrol. */
export class ModuleCertificate {
  /** SHA-256 of the certificate in DER. */
  readonly fingerprint: string;
  readonly keyType: 'rsa' | 'ec';
  readonly x509: X509Certificate;

  /**
   * Reads it from its current file.
   *
   * @throws InputError that names the configuration key
   */
  static async read({
    certificateFile,
    place,
  }: Pick<
    ModuleKeyEntry,
    'certificateFile' | 'place'
  >): Promise<ModuleCertificate> {
    const name = `${place}.certificateFile`;
    const content = await readSmallFile(certificateFile, name);
    let x509: X509Certificate;
    try {
      x509 = new X509Certificate(content);
    } catch {
      throw new InputError(
        `${name} is not the path of an X.509 certificate in PEM or DER`,
      );
    }
    const keyType = keyTypeOf(x509);
    if (!keyType) {
      throw new InputError(
        `${name} is the path of a certificate for a key of ${describeKey(
          x509,
        )}, which kernels do not accept for modules; use RSA of ${MIN_RSA_BITS} bits or more, or ECDSA of P-256 or P-384`,
      );
    }
    return new ModuleCertificate(x509, keyType);
  }

  private constructor(x509: X509Certificate, keyType: 'rsa' | 'ec') {
    this.x509 = x509;
    this.keyType = keyType;
    const hex = x509.fingerprint256.replaceAll(':', '').toLowerCase();
    this.fingerprint = `sha256:${hex}`;
  }
}

function keyTypeOf({ publicKey }: X509Certificate): 'rsa' | 'ec' | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS) {
    return type;
  }
  return type === 'ec' && CURVES.includes(details?.namedCurve ?? '')
    ? type
    : undefined;
}

function describeKey({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  return type === 'rsa'
    ? `RSA of ${details?.modulusLength} bits`
    : details?.namedCurve ?? type ?? 'an unknown type';
}
