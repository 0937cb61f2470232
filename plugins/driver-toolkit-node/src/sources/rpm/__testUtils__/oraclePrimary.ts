import { parseKernelPackage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { SaxesParser } from 'saxes';
import type { RpmPackage } from '../RpmPackage';

/**
 * The kernel's packages of a list, parsed by saxes, a conforming XML parser,
 * ignoring the declared count; undefined if it refuses the list.
 */
export function oraclePrimary(document: string): RpmPackage[] | undefined {
  try {
    return parse(document);
  } catch {
    return undefined;
  }
}

function parse(document: string): RpmPackage[] {
  const parser = new SaxesParser();
  const path: string[] = [];
  const packages: Partial<RpmPackage>[] = [];
  let count = 0;
  let text = '';
  parser.on('error', error => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('DOCTYPE');
  });
  parser.on('text', part => {
    text += part;
  });
  parser.on('cdata', part => {
    text += part;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (['name', 'arch', 'rpm:sourcerpm'].includes(wanted(path))) {
      throw new Error('an element within a text');
    }
    path.push(name);
    text = '';
    switch (path.join(' ')) {
      case 'metadata package':
        count++;
        packages.push({ unameReleases: {}, requiredUnames: {} });
        break;
      case 'metadata package version':
        packages[count - 1].version = attributes.ver ?? '';
        packages[count - 1].release = attributes.rel ?? '';
        break;
      case 'metadata package format rpm:provides rpm:entry':
        takeUname(packages[count - 1].unameReleases!, attributes);
        break;
      case 'metadata package format rpm:requires rpm:entry':
        takeUname(packages[count - 1].requiredUnames!, attributes);
        break;
      default:
    }
  });
  parser.on('closetag', () => {
    const current = packages[count - 1];
    switch (wanted(path)) {
      case 'name':
        current.name = text;
        break;
      case 'arch':
        current.architecture = text;
        break;
      case 'rpm:sourcerpm':
        current.sourceRpm = text || undefined;
        break;
      default:
    }
    path.pop();
  });
  parser.write(document).close();
  return packages.flatMap(toPackage);
}

function takeUname(
  unames: Record<string, string>,
  { name = '', ver, rel }: Record<string, string>,
) {
  if (/^kernel.*-uname-r$/.test(name)) {
    unames[name] = `${ver}-${rel}`;
  }
}

/** The path if its text is wanted. */
function wanted(path: string[]): string {
  const joined = path.join(' ');
  return [
    'metadata package name',
    'metadata package arch',
    'metadata package format rpm:sourcerpm',
  ].includes(joined)
    ? path.at(-1)!
    : '';
}

function toPackage(found: Partial<RpmPackage>): RpmPackage[] {
  const { name, version, release, architecture, sourceRpm } = found;
  // A broken package does not affect the others.
  const isWhole = name && version && release && architecture;
  if (!isWhole || !parseKernelPackage(name)) {
    return [];
  }
  const { unameReleases = {}, requiredUnames = {} } = found;
  return [
    {
      name,
      version,
      release,
      architecture,
      sourceRpm,
      unameReleases,
      requiredUnames,
    },
  ];
}
