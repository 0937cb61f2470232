import { elfWithModinfo } from './__testUtils__/elf';
import { bytesOf } from './ByteSource';
import { describeModuleSignature } from './describeModuleSignature';
import { readKernelModule } from './readKernelModule';

/** `openssl cms -sign -nocerts -noattr -nosmimecap -md sha256`, like sign-file */
const BY_ISSUER = Buffer.from(
  'MIHiBgkqhkiG9w0BBwKggdQwgdECAQExDTALBglghkgBZQMEAgEwCwYJKoZIhvcNAQcBMYGvMIGsAgEBMEUwLTENMAsGA1UECgwEQWNtZTEcMBoGA1UEAwwTQWNtZSBtb2R1bGUgc2lnbmluZwIUeN9FF+0kHpfKWI7YxMFZSfFaawYwCwYJYIZIAWUDBAIBMAoGCCqGSM49BAMCBEcwRQIhAJ1p766yRbNz9k/J6SRY7QwD1/ORePFvIECbsblpxq7IAiBKbOUeGMXvzT4QS9xsFS1lh42IdWWLX+g1CBEBekz1xw==',
  'base64',
);
/** With `-keyid -md sha512`. */
const BY_KEY = Buffer.from(
  'MIGuBgkqhkiG9w0BBwKggaAwgZ0CAQMxDTALBglghkgBZQMEAgMwCwYJKoZIhvcNAQcBMXwwegIBA4AUoDgt+i+L0ar71GpVDXXJUL1qY5EwCwYJYIZIAWUDBAIDMAoGCCqGSM49BAMEBEYwRAIgVCepw72W1VQQUxt8UgdM9SSYqLJh5pINcgNQS2wUruECIGvD0EfS5dkNALzPMU+0Ws9KPToHU9oP3tp7EvAWqdJR',
  'base64',
);
const MAGIC = '~Module signature appended~\n';
const plain = elfWithModinfo({ license: 'GPL' });

function signed(
  signature: Buffer,
  { size = signature.length, type = 2, magic = MAGIC } = {},
): Buffer {
  const description = Buffer.alloc(12);
  description[2] = type;
  description.writeUInt32BE(size, 8);
  return Buffer.concat([plain, signature, description, Buffer.from(magic)]);
}

function signatureOf(module: Buffer) {
  const { signature } = readKernelModule(bytesOf(module))!;
  return signature && describeModuleSignature(signature);
}

describe('a module’s signature', () => {
  it('names the certificate by its issuer and serial number', () => {
    expect(signatureOf(signed(BY_ISSUER))).toEqual({
      signer: 'Acme module signing',
      key: '78:DF:45:17:ED:24:1E:97:CA:58:8E:D8:C4:C1:59:49:F1:5A:6B:06',
      hash: 'sha256',
    });
  });

  it('names the key by its identifier', () => {
    expect(signatureOf(signed(BY_KEY))).toEqual({
      key: 'A0:38:2D:FA:2F:8B:D1:AA:FB:D4:6A:55:0D:75:C9:50:BD:6A:63:91',
      hash: 'sha512',
    });
  });

  it('is the last one', () => {
    const twice = Buffer.concat([
      signed(BY_KEY),
      signed(BY_ISSUER).subarray(plain.length),
    ]);
    expect(signatureOf(twice)).toMatchObject({ hash: 'sha256' });
  });

  it.each([
    ['no signature', plain],
    ['a magic line that is incomplete', signed(BY_KEY, { magic: '~Module ' })],
    ['something after it', Buffer.concat([signed(BY_KEY), Buffer.alloc(1)])],
  ])('is missing in a module with %s', (_, module) => {
    expect(signatureOf(module)).toBeUndefined();
  });

  it.each([
    ['of another kind', signed(BY_KEY, { type: 1 })],
    ['that is larger than the file', signed(BY_KEY, { size: 10_000 })],
    ['that is too large', signed(Buffer.alloc(16 * 1024 + 1))],
    ['of zeros', signed(Buffer.alloc(100))],
    ['of nothing', signed(Buffer.alloc(0))],
  ])('has no description for one %s', (_, module) => {
    expect(signatureOf(module)).toEqual({});
  });

  it('has no description if any byte is missing', () => {
    for (let length = 0; length < BY_ISSUER.length; length++) {
      const description = describeModuleSignature(
        BY_ISSUER.subarray(0, length),
      );
      expect(description).toEqual({});
    }
  });

  it('is read from a file that is shorter than its trailer', () => {
    const trailer = signed(Buffer.alloc(0)).subarray(plain.length);
    for (let length = 0; length <= trailer.length; length++) {
      expect(
        readKernelModule(bytesOf(trailer.subarray(-length || Infinity))),
      ).toBeUndefined();
    }
  });
});
