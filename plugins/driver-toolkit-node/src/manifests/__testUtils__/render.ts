import type { DriverFile } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { parseAllDocuments } from 'yaml';
import type { ManifestKind, ManifestOptions } from '../ManifestOptions';
import { renderManifests } from '../renderManifests';

export const IMAGE = 'registry.example.com/drivers/acme';
export const DIGEST = `sha256:${'ab'.repeat(32)}`;
export const KERNEL = '5.14.0-427.18.1.el9_4.x86_64';

/** Options of {@link render}; `on` are the kernels, by `uname -r`. */
export type RenderOptions = Partial<ManifestOptions> & { on?: string[] };

/** Renders for a driver with one module, unless a test changes it. */
export function render(
  kinds: ManifestKind[],
  driver: Partial<DriverFile> = {},
  options: RenderOptions = {},
) {
  const { on = [KERNEL], ...more } = options;
  return renderManifests(
    { image: IMAGE, modules: [{ name: 'acme' }], ...driver },
    {
      kinds,
      name: 'acme',
      kernels: on.map(unameRelease => ({ unameRelease })),
      ...more,
    },
  );
}

/** The objects as Kubernetes reads them. */
export function objects(...args: Parameters<typeof render>): any[] {
  return render(...args).files.flatMap(({ content }) =>
    parseAllDocuments(content, { version: '1.1' }).map(document => {
      expect(document.errors).toEqual([]);
      return document.toJS();
    }),
  );
}
