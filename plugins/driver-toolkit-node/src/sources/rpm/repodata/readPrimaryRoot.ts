import { ServiceUnavailableError } from '@backstage/errors';

const COMMON = 'http://linux.duke.edu/metadata/common';
const RPM = 'http://linux.duke.edu/metadata/rpm';
const XMLNS = /^xmlns(?::|$)/;

const COMMON_ELEMENTS = [
  'package',
  'name',
  'arch',
  'version',
  'format',
] as const;
const RPM_ELEMENTS = ['sourcerpm', 'provides', 'entry'] as const;

/** Elements of a list of packages that matter. */
export type PrimaryElement =
  | (typeof COMMON_ELEMENTS)[number]
  | (typeof RPM_ELEMENTS)[number];

/** What a list of packages says at its beginning. */
export interface PrimaryRoot {
  /** By their names in this document, with its prefixes. */
  elements: Map<string, PrimaryElement>;
  /** By `xmlns` or `xmlns:` and the prefix. */
  namespaces: Map<string, string>;
  /** How many packages it has. */
  packages?: number;
}

/** @throws ServiceUnavailableError where it is no list of packages. */
export function readPrimaryRoot(
  name: string,
  attributes: Map<string, string>,
): PrimaryRoot {
  const namespaces = new Map(
    [...attributes].filter(([key]) => XMLNS.test(key)),
  );
  const common = prefixOf(COMMON, namespaces);
  const rpm = prefixOf(RPM, namespaces);
  if (
    common === undefined ||
    rpm === undefined ||
    name !== `${common}metadata`
  ) {
    throw new ServiceUnavailableError(
      `It is not a list of packages: its root is no metadata with the namespaces ${COMMON} and ${RPM}`,
    );
  }
  return {
    elements: new Map<string, PrimaryElement>([
      ...COMMON_ELEMENTS.map(
        element => [`${common}${element}`, element] as const,
      ),
      ...RPM_ELEMENTS.map(element => [`${rpm}${element}`, element] as const),
    ]),
    namespaces,
    packages: toCount(attributes.get('packages')),
  };
}

/** With its colon; nothing for the default namespace. */
function prefixOf(
  namespace: string,
  namespaces: Map<string, string>,
): string | undefined {
  const key = [...namespaces.keys()].find(k => namespaces.get(k) === namespace);
  return key === 'xmlns' ? '' : key && `${key.slice('xmlns:'.length)}:`;
}

function toCount(packages: string | undefined): number | undefined {
  if (packages !== undefined && !/^\d{1,9}$/.test(packages)) {
    throw new ServiceUnavailableError(
      'It names a number of packages that is no number',
    );
  }
  return packages === undefined ? undefined : Number(packages);
}
