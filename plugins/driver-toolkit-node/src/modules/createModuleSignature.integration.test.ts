import { execFile } from 'node:child_process';
import { sign, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  createModuleSignature,
  type ModuleHash,
} from './createModuleSignature';

const run = promisify(execFile);
const MODULE = Buffer.from('the bytes of a module');

describe('createModuleSignature beside openssl', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'module-signature-'));
    await writeFile(join(folder, 'module'), MODULE);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const openssl = (...args: string[]) =>
    run('openssl', args, { cwd: folder, timeout: 30_000 });

  /** Signs like the kernel's `scripts/sign-file`, and with this product. */
  async function signTwice(algorithm: string[], subject: string, md: string) {
    const key = ['-newkey', ...algorithm, '-nodes', '-keyout', 'key'];
    const extra = ['-x509', '-days', '9', '-utf8', '-subj', subject];
    await openssl('req', ...key, ...extra, '-out', 'cert');
    await openssl(
      ...['cms', '-sign', '-binary', '-in', 'module', '-signer', 'cert'],
      ...['-inkey', 'key', '-outform', 'DER', '-nocerts', '-noattr'],
      ...['-nosmimecap', '-md', md, '-out', 'expected'],
    );
    const read = (name: string) => readFile(join(folder, name));
    const hash = md as ModuleHash;
    const message = createModuleSignature(
      sign(hash, MODULE, (await read('key')).toString()),
      {
        certificate: new X509Certificate(await read('cert')).raw,
        keyType: algorithm[0].startsWith('rsa') ? 'rsa' : 'ec',
        hash,
      },
    );
    return { message, expected: await read('expected') };
  }

  it.each([
    ['rsa:2048', 'sha256', '/O=Acme/CN=Acme modules'],
    ['rsa:3072', 'sha384', '/C=FR/O=Écoles/emailAddress=a@example.com/CN=ключ'],
    ['rsa:4096', 'sha512', '/DC=com/DC=example/OU=x+CN=two in one'],
  ])('makes the same bytes with %s and %s', async (algorithm, md, subject) => {
    const { message, expected } = await signTwice([algorithm], subject, md);
    expect(message.toString('hex')).toBe(expected.toString('hex'));
  });

  it.each([
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['P-384', 'sha512'],
  ])('makes what openssl verifies with %s and %s', async (curve, md) => {
    const { message } = await signTwice(
      ['ec', '-pkeyopt', `ec_paramgen_curve:${curve}`],
      '/CN=Acme modules',
      md,
    );
    await writeFile(join(folder, 'message'), message);
    const verify = (content: string) =>
      openssl(
        ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'message'],
        ...['-content', content, '-certfile', 'cert', '-CAfile', 'cert'],
        ...['-purpose', 'any', '-nointern', '-out', '/dev/null'],
      );
    await verify('module');
    await writeFile(join(folder, 'other'), 'other bytes of a module');
    await expect(verify('other')).rejects.toThrow('Verification failure');
  });
});
