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
const RPM_ELEMENTS = ['sourcerpm', 'provides', 'requires', 'entry'] as const;

/** Relevant elements of a list of packages. */
export type PrimaryElement =
  | (typeof COMMON_ELEMENTS)[number]
  | (typeof RPM_ELEMENTS)[number];

/** The root of a list of packages. */
export interface PrimaryRoot {
  /** Element kinds by their names in this document, with its prefixes. */
  elements: Map<string, PrimaryElement>;
  /** Namespaces of the list by `xmlns` or `xmlns:` and the prefix. */
  isDeclared(key: string, namespace: string): boolean;
  /** Number of packages. */
  packages?: number;
  /** An invalid package count. */
  miscount?: string;
}

/** The usual prefix, also the default for lists without namespaces. */
const RPM_PREFIX = 'rpm:';

/**
 * @remarks
 * A list may omit its namespaces, because dnf ignores them. A document with
 * other namespaces is something else.
 *
 * @throws ServiceUnavailableError if it is no list of packages.
 */
export function readPrimaryRoot(
  name: string,
  attributes: Map<string, string>,
): PrimaryRoot {
  const namespaces = new Map(
    [...attributes].filter(([key]) => XMLNS.test(key)),
  );
  const undeclared = !namespaces.get('xmlns');
  const common = prefixOf(COMMON, namespaces) ?? (undeclared ? '' : undefined);
  const rpm = prefixOf(RPM, namespaces) ?? RPM_PREFIX;
  const declared = namespaces.get('xmlns:rpm');
  if (
    common === undefined ||
    (rpm === RPM_PREFIX && declared !== undefined && declared !== RPM) ||
    name !== `${common}metadata`
  ) {
    throw new ServiceUnavailableError(
      `It is not a list of packages: its root is not metadata, or has other namespaces than ${COMMON} and ${RPM}`,
    );
  }
  return {
    elements: new Map<string, PrimaryElement>([
      ...COMMON_ELEMENTS.map(
        element => [`${common}${element}`, element] as const,
      ),
      ...RPM_ELEMENTS.map(element => [`${rpm}${element}`, element] as const),
    ]),
    isDeclared: (key, namespace) =>
      namespaces.get(key) === namespace ||
      // Undeclared prefixes have their usual meaning.
      (key === `xmlns:${rpm.slice(0, -1)}` && namespace === RPM) ||
      (key === 'xmlns' &&
        common === '' &&
        undeclared &&
        (namespace === COMMON || namespace === '')),
    ...countOf(attributes.get('packages')),
  };
}

/** With its colon; empty for the default namespace. */
function prefixOf(
  namespace: string,
  namespaces: Map<string, string>,
): string | undefined {
  const key = [...namespaces.keys()].find(k => namespaces.get(k) === namespace);
  return key === 'xmlns' ? '' : key && `${key.slice('xmlns:'.length)}:`;
}

function countOf(
  packages: string | undefined,
): Pick<PrimaryRoot, 'packages' | 'miscount'> {
  if (packages === undefined) {
    return {};
  }
  return /^\d{1,9}$/.test(packages)
    ? { packages: Number(packages) }
    : { miscount: packages };
}
