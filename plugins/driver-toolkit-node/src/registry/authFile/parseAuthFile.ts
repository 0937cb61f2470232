import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { parseJson } from '../parseJson';

/** `null` means missing, like in podman. */
const optional = z.string().nullish();

/** Ignored by podman, so any value is allowed. */
const ignored = optional.catch(undefined);

const entry = z.object({
  auth: optional,
  /** Kubernetes has them in addition to `auth`, or instead of it. */
  username: ignored,
  password: ignored,
  identitytoken: optional,
  /** Unused here, and no reason to refuse a file. */
  registrytoken: optional.catch(undefined),
});

const fields = z.object({
  auths: z.record(z.string(), entry.nullable()).nullish(),
  credHelpers: z.record(z.string(), optional).nullish(),
  credsStore: ignored,
});

const file = fields.nullable().transform((value): AuthFile => value ?? {});

/**
 * The content of podman's `auth.json`, docker's `config.json` and pull secrets.
 */
export type AuthFile = z.infer<typeof fields>;
/** An entry of a registry, or of one of its paths. */
export type AuthFileEntry = z.infer<typeof entry>;

/**
 * Parses a file in the form of containers-auth.json(5).
 *
 * @throws InputError if it has another form; the message never quotes its
 * content.
 */
export function parseAuthFile(text: string, path: string): AuthFile {
  const parsed = file.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new InputError(
      `The auth file ${path} is not in the form of podman's auth.json: {"auths": {"registry.example.com": {"auth": "…"}}}`,
    );
  }
  return parsed.data;
}
