import { parseImageReference } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { InstalledPackage } from '../packages/InstalledPackage';

/** Vendors whose usual name differs from the one in their packages. */
const NAMESPACES: [RegExp, string][] = [
  [/^red hat/, 'redhat'],
  [/^centos/, 'centos'],
  [/^fedora/, 'fedora'],
  [/^rocky/, 'rocky'],
  [/^alma/, 'almalinux'],
  [/^oracle/, 'oracle'],
  [/^suse/, 'suse'],
  [/^opensuse/, 'opensuse'],
];

/** A package's URL for vulnerability scanners (purl-spec, type `rpm`). */
export function rpmPackageUrl(one: InstalledPackage): string {
  const { name, epoch, version, release, architecture, sourcePackage } = one;
  const path = [namespaceOf(one.vendor), name]
    .filter(part => part !== undefined)
    .map(encodeURIComponent)
    .join('/');
  return `pkg:rpm/${path}@${encodeURIComponent(
    `${version}-${release}`,
  )}?${qualifiers({ arch: architecture, epoch, upstream: sourcePackage })}`;
}

/** An image's URL for vulnerability scanners (purl-spec, type `oci`). */
export function imagePackageUrl(image: {
  reference: string;
  digest: string;
}): string {
  const { registry, repository, tag } = parseImageReference(image.reference);
  const name = repository.split('/').at(-1)!;
  return `pkg:oci/${name}@${encodeURIComponent(image.digest)}?${qualifiers({
    repository_url: `${registry}/${repository}`,
    tag,
  })}`;
}

function namespaceOf(vendor: string | undefined): string | undefined {
  const name = vendor?.toLowerCase().trim();
  if (!name) {
    return undefined;
  }
  const [, known] = NAMESPACES.find(([pattern]) => pattern.test(name)) ?? [];
  return known ?? name.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

/** Sorted by name, without empty values. */
function qualifiers(values: Record<string, string | undefined>): string {
  return Object.entries(values)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
    )
    .sort()
    .join('&');
}
