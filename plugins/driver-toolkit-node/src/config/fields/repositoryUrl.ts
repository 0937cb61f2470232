import { z } from 'zod';

const ALLOWED =
  "the http or https address of a dnf repository (the folder that holds repodata/), with no user name, password, query or variable but '$arch'";

/** Base URL of a dnf repository. */
export const repositoryUrl = z
  .string(ALLOWED)
  .trim()
  .refine(isRepositoryUrl, ALLOWED);

function isRepositoryUrl(value: string): boolean {
  if (!URL.canParse(value)) {
    return false;
  }
  const url = new URL(value);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    !/[?#\s]/.test(value) &&
    !/\$(?!arch(?![A-Za-z0-9_]))/.test(value)
  );
}
