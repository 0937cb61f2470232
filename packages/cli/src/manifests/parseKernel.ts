import { InputError } from '@backstage/errors';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Reads `<uname -r>[@<digest of the driver's image>]`. */
export function parseKernel(text: string): {
  unameRelease: string;
  digest?: string;
} {
  const at = text.indexOf('@');
  if (at < 0) {
    return { unameRelease: text };
  }
  const digest = text.slice(at + 1);
  if (!DIGEST.test(digest)) {
    throw new InputError(
      `--kernel ${text}: '${digest}' is not a digest, such as sha256:…, of 64 hexadecimal digits.`,
    );
  }
  return { unameRelease: text.slice(0, at), digest };
}
