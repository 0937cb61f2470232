import type { ImageSignature } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { SIGNATURE_ANNOTATION } from './createSignature';
import type { SigningKey } from './SigningKey';

const STATEMENT = 'application/vnd.in-toto+json';

/**
 * Signs an in-toto statement: a DSSE envelope (secure-systems-lab's dsse,
 * "Protocol" and "JSON Envelope"), as `cosign attest` keeps it.
 *
 * @param statement - In JSON.
 */
export function createAttestation(
  statement: Buffer,
  predicateType: string,
  key: SigningKey,
): ImageSignature {
  const envelope = {
    payloadType: STATEMENT,
    payload: statement.toString('base64'),
    signatures: [{ keyid: '', sig: key.sign(preAuthEncoding(statement)) }],
  };
  return {
    kind: 'attestation',
    type: 'application/vnd.dsse.envelope.v1+json',
    content: Buffer.from(JSON.stringify(envelope)),
    // The signature is in the envelope, but readers require the annotation.
    annotations: { [SIGNATURE_ANNOTATION]: '', predicateType },
  };
}

/**
 * The signed text: it includes type and length, so it cannot be confused with
 * another.
 */
function preAuthEncoding(payload: Buffer): Buffer {
  const head = `DSSEv1 ${STATEMENT.length} ${STATEMENT} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}
