import { z } from 'zod';

const ALLOWED =
  "a repository as claims show it, its owner or its host, such as 'github.com/acme', without a scheme, and without empty, '.' or '..' parts";

/** The beginning of `host/owner/repository`, in whole parts. */
export const repositoryPrefix = z
  .string(ALLOWED)
  .trim()
  .transform(value => value.replace(/\/$/, ''))
  .refine(
    value =>
      /^[a-z0-9.-]+(?::\d+)?(?:\/[\p{L}\p{M}\p{N}._~+@ -]+)*$/u.test(value) &&
      value.split('/').every(part => part !== '.' && part !== '..'),
    ALLOWED,
  );
