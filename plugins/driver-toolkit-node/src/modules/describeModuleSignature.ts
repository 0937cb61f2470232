import {
  ContentInfo,
  type IssuerAndSerialNumber,
  SignedData,
} from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { printableText } from '../http/printableText';

const MAX_TEXT_LENGTH = 256;

const COMMON_NAME = '2.5.4.3';
const HASHES: Record<string, string> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
};

/**
 * The signature at the end of a kernel module, as `modinfo` shows it; it says
 * who claims to have signed, and is not verified here.
 *
 * @public
 */
export interface ModuleSignature {
  /** The common name of the certificate's issuer. */
  signer?: string;
  /**
   * The certificate's serial number or, if the signature names the key instead,
   * its identifier: upper-case hexadecimal bytes, joined by colons.
   */
  key?: string;
  /** Such as `sha256`. */
  hash?: string;
}

/**
 * Describes a signature.
 *
 * @param message - PKCS #7, as in `KernelModule.signature`
 * @returns an object without fields if it is damaged
 * @public
 */
export function describeModuleSignature(message: Buffer): ModuleSignature {
  try {
    return describe(message);
  } catch {
    return {}; // `modinfo` shows such a signature without a signer, too
  }
}

function describe(message: Buffer): ModuleSignature {
  const { content } = AsnConvert.parse(message, ContentInfo);
  const { signerInfos } = AsnConvert.parse(content, SignedData);
  const { sid, digestAlgorithm } = signerInfos[0];
  const named = sid.issuerAndSerialNumber;
  const key = named?.serialNumber ?? sid.subjectKeyIdentifier?.buffer;
  return {
    ...(named && { signer: commonNameOf(named) }),
    ...(key && { key: hexOf(key) }),
    hash: HASHES[digestAlgorithm.algorithm] ?? digestAlgorithm.algorithm,
  };
}

function commonNameOf({ issuer }: IssuerAndSerialNumber): string | undefined {
  for (const part of issuer) {
    for (const { type, value } of part) {
      if (type === COMMON_NAME) {
        return printableText(value.toString(), MAX_TEXT_LENGTH);
      }
    }
  }
  return undefined;
}

function hexOf(bytes: ArrayBuffer): string {
  return (
    Buffer.from(bytes).toString('hex').toUpperCase().match(/../g) ?? []
  ).join(':');
}
