import {
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifier,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  id_data,
  id_signedData,
  IssuerAndSerialNumber,
  SignatureAlgorithmIdentifier,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';

/** Hashes of modules that all kernels with signatures support. @public */
export type ModuleHash = 'sha256' | 'sha384' | 'sha512';

const DIGESTS: Record<ModuleHash, string> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};
const RSA = '1.2.840.113549.1.1.1';
const ECDSA: Record<ModuleHash, string> = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};
const NULL = Uint8Array.of(5, 0).buffer;

/**
 * Writes the PKCS #7 message of a module's signature: without content,
 * certificates and attributes, as `scripts/sign-file` of Linux and
 * `openssl cms -sign -binary -nocerts -noattr -nosmimecap` do.
 *
 * @param signature - of the module's bytes: PKCS #1 v1.5 for RSA, DER for ECDSA
 * @param signer - `certificate` in DER
 * @public
 */
export function createModuleSignature(
  signature: Buffer,
  signer: { certificate: Buffer; keyType: 'rsa' | 'ec'; hash: ModuleHash },
): Buffer {
  const { certificate, keyType, hash } = signer;
  const { tbsCertificate } = AsnConvert.parse(certificate, Certificate);
  const digestAlgorithm = new DigestAlgorithmIdentifier({
    algorithm: DIGESTS[hash],
  });
  const signedData = new SignedData({
    version: CMSVersion.v1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([digestAlgorithm]),
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: id_data }),
    signerInfos: new SignerInfos([
      new SignerInfo({
        version: CMSVersion.v1,
        sid: new SignerIdentifier({
          issuerAndSerialNumber: new IssuerAndSerialNumber({
            issuer: tbsCertificate.issuer,
            serialNumber: tbsCertificate.serialNumber,
          }),
        }),
        digestAlgorithm,
        signatureAlgorithm: new SignatureAlgorithmIdentifier(
          keyType === 'rsa'
            ? { algorithm: RSA, parameters: NULL }
            : { algorithm: ECDSA[hash] },
        ),
        signature: new OctetString(signature),
      }),
    ]),
  });
  return Buffer.from(
    AsnConvert.serialize(
      new ContentInfo({
        contentType: id_signedData,
        content: AsnConvert.serialize(signedData),
      }),
    ),
  );
}
