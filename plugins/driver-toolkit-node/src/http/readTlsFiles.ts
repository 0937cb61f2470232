import { readFile } from 'node:fs/promises';
import { InputError } from '@backstage/errors';

/** Paths of PEM files. */
export interface TlsFiles {
  ca?: string;
  cert?: string;
  key?: string;
}

/** Contents of {@link TlsFiles}. */
export interface TlsMaterial {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

/**
 * The files' contents, read each time, because certificates are renewed in
 * place.
 */
export async function readTlsFiles(files: TlsFiles): Promise<TlsMaterial> {
  const [ca, cert, key] = await Promise.all(
    [files.ca, files.cert, files.key].map(readPem),
  );
  return { ca, cert, key };
}

async function readPem(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) {
    return undefined;
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(
      `The TLS file ${path} cannot be read; check the path and its permissions`,
      error,
    );
  }
}
