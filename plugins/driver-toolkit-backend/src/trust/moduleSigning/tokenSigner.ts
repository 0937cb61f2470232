import { InputError } from '@backstage/errors';
import type { Pkcs11KeyConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { ProgramError, runProgram } from '../../machine/runProgram';
import { readSmallFile } from '../signing/readSmallFile';
import type { ModuleKeyEntry } from './ModuleKeyEntry';

/** Milliseconds for one signature. */
const TIMEOUT_MS = 60_000;
/** `thread:error:code:library:function:reason:file:line:` */
const OPENSSL_ERROR = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/;

/** Signs bytes with a private key. */
export type Signer = (
  content: AsyncIterable<Buffer>,
  signal: AbortSignal,
) => Promise<Buffer>;

/**
 * Signs with a key that never leaves its token. openssl hashes on this machine,
 * the token signs the hash.
 *
 * @remarks The PIN is in a file that openssl reads, never in an argument.
 *
 * @throws InputError if its PIN cannot be read
 */
export async function tokenSigner(
  token: Pkcs11KeyConfig,
  { place, hash }: ModuleKeyEntry,
): Promise<Signer> {
  const { uri, library, pinFile } = token;
  if (pinFile !== undefined) {
    await readSmallFile(pinFile, `${place}.pkcs11.pinFile`, {
      isPrivate: true,
    });
  }
  const args = [
    'dgst',
    `-${hash}`,
    ...['-engine', 'pkcs11', '-keyform', 'engine'],
    ...['-sign', uri],
    ...(pinFile === undefined ? [] : ['-passin', `file:${pinFile}`]),
  ];
  return async (content, signal) => {
    try {
      return await runProgram('openssl', args, {
        signal,
        timeout: TIMEOUT_MS,
        input: content,
        environment: library ? { PKCS11_MODULE_PATH: library } : undefined,
      });
    } catch (error) {
      throw error instanceof ProgramError
        ? new InputError(`${place}.pkcs11 cannot sign: ${explain(error)}`)
        : error;
    }
  };
}

function explain(error: ProgramError): string {
  if (error.isMissing) {
    return 'openssl is not installed on the machine of the backend';
  }
  if (/invalid engine/i.test(error.stderr)) {
    return "openssl has no engine 'pkcs11'; install it (libengine-pkcs11-openssl on Debian, openssl-pkcs11 on Fedora)";
  }
  const reason = OPENSSL_ERROR.exec(error.stderr)?.[1];
  return reason === undefined
    ? error.message.replace(/; caused by .*/s, '')
    : `openssl says '${reason}'; check uri, library and pinFile`;
}
