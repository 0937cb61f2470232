import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { parseJson } from '../parseJson';

/** `null` is missing, as it is for podman. */
const optional = z.string().nullish();

/** What podman does not look at, so that it may be anything. */
const ignored = optional.catch(undefined);

const entry = z.object({
  auth: optional,
  /** Kubernetes has them beside `auth`, or in its place. */
  username: ignored,
  password: ignored,
  identitytoken: optional,
  /** Used by nobody here, and no reason to refuse a file. */
  registrytoken: optional.catch(undefined),
});

const fields = z.object({
  auths: z.record(z.string(), entry.nullable()).nullish(),
  credHelpers: z.record(z.string(), optional).nullish(),
  credsStore: ignored,
});

const file = fields.nullable().transform((value): AuthFile => value ?? {});

/** What podman's `auth.json`, docker's `config.json` and pull secrets hold. */
export type AuthFile = z.infer<typeof fields>;
/** One registry's, or one of its paths'. */
export type AuthFileEntry = z.infer<typeof entry>;

/**
 * Parses a file in the form of containers-auth.json(5).
 *
 * @throws InputError where it has another form; never with a word of what it holds.
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
