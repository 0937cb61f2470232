import { generate } from 'selfsigned';

/**
 * A self-signed certificate for 127.0.0.1, valid for both ends of a connection.
 */
export function createCertificate(): { key: string; cert: string } {
  const { private: key, cert } = generate(
    [{ name: 'commonName', value: '127.0.0.1' }],
    {
      keySize: 2048,
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
      ],
    },
  );
  return { key, cert };
}
