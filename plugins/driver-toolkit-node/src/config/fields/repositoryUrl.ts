import { z } from 'zod';

const ADDRESS = 'the http or https address of';
const REPOSITORY = `${ADDRESS} a dnf repository (the folder that holds repodata/), with no user name, password, query or variable but '$arch'`;
const LIST = `${ADDRESS} a list of mirrors, with no user name, password or variable but '$arch'`;

/** Base URL of a dnf repository. */
export const repositoryUrl = z
  .string(REPOSITORY)
  .trim()
  .transform(withArch)
  .refine(value => isAddress(value) && !value.includes('?'), REPOSITORY);

/** Address of a mirrorlist or metalink; its query selects the repository. */
export const mirrorsUrl = z
  .string(LIST)
  .trim()
  .transform(withArch)
  .refine(isAddress, LIST);

/** The architecture's variable in any form of repository files. */
function withArch(address: string): string {
  return address.replaceAll(
    /\$(?:\{(?:base)?arch\}|basearch(?![A-Za-z0-9_]))/g,
    () => '$arch',
  );
}

function isAddress(value: string): boolean {
  if (!URL.canParse(value)) {
    return false;
  }
  const url = new URL(value);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    !/[#\s]/.test(value) &&
    !/\$(?!arch(?![A-Za-z0-9_]))/.test(value)
  );
}
