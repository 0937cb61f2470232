import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import {
  createExtensionTester,
  mockApis,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { screen } from '@testing-library/react';
import {
  aDriverEntity,
  aKernelEntity,
  anImageEntity,
} from './__testUtils__/entities';
import { Playback } from './__testUtils__/Playback';
import type { RecordingName } from './__testUtils__/recordings';
import {
  buildsContent,
  imageCard,
  kernelCard,
} from './extensions/entityExtensions';
import { driverToolkitPage } from './extensions/pages';
import plugin, { driverToolkitApiRef } from './index';

const kernel = aKernelEntity();
const image = anImageEntity();
const driver = aDriverEntity();
const website = { ...driver, spec: { type: 'website' } };

/** Resolves titles. */
const apis = [mockApis.translation()] as const;

function renderPage(address: string, recording: RecordingName): void {
  renderTestApp({
    features: [plugin],
    initialRouteEntries: [address],
    apis: [
      [driverToolkitApiRef, new Playback(recording).client],
      [catalogApiRef, catalogApiMock({ entities: [kernel] })],
      [permissionApiRef, mockApis.permission()],
    ],
    mountedRoutes: {
      '/catalog/:namespace/:kind/:name': convertLegacyRouteRef(entityRouteRef),
    },
  });
}

describe('driver-toolkit plugin', () => {
  it('is the default export of the package, for feature discovery', () => {
    expect(plugin.pluginId).toBe('driver-toolkit');
    expect(plugin.$$type).toBe('@backstage/FrontendPlugin');
  });

  it('has a page with a title and an icon for the sidebar', () => {
    const page = createExtensionTester(driverToolkitPage, { apis });
    expect(page.get(coreExtensionData.routePath)).toBe('/driver-toolkit');
    expect(page.get(coreExtensionData.title)).toBe('Driver Toolkit');
    expect(page.get(coreExtensionData.icon)).toBeDefined();
  });

  it('opens at the kernels, with all tabs', async () => {
    renderPage('/driver-toolkit', 'kernels');

    expect(
      await screen.findByRole('link', { name: '5.14.0-391.el9' }),
    ).toBeVisible();
    for (const name of [
      'Kernels',
      'Coverage',
      'Builds',
      'Libraries',
      'Builders',
      'Sources',
    ]) {
      expect(screen.getByRole('tab', { name })).toHaveAttribute(
        'href',
        `/driver-toolkit/${name.toLocaleLowerCase('en-US')}`,
      );
    }
  });

  it.each<[string, RecordingName, string]>([
    ['kernels', 'kernels', '5.14.0-391.el9'],
    ['coverage', 'kernels', '5.14.0-391.el9'],
    ['builds', 'history', 'Toolkit image for 5.14.0-391.el9'],
    ['libraries', 'library', 'CentOS Stream 9 in ghcr.io/dtk'],
    ['builders', 'builders', 'local'],
    ['sources', 'sources', 'CentOS Stream 9'],
  ])('uses only the app’s router for %s', async (tab, recording, text) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    // Backstage warns of an implicit React Router only in development.
    const env = jest.replaceProperty(process, 'env', {
      ...process.env,
      NODE_ENV: 'development',
    });
    renderPage(`/driver-toolkit/${tab}`, recording);

    expect((await screen.findAllByText(text))[0]).toBeVisible();
    env.restore();
    expect(warn.mock.calls.flat().join()).not.toContain('React Router');
  });

  it('shows the kernel card on kernels only', () => {
    const filter = createExtensionTester(kernelCard).get(
      EntityCardBlueprint.dataRefs.filterFunction,
    )!;
    expect([kernel, image, driver].map(filter)).toEqual([true, false, false]);
  });

  it('shows the image card on toolkit images only', () => {
    const filter = createExtensionTester(imageCard).get(
      EntityCardBlueprint.dataRefs.filterFunction,
    )!;
    expect([kernel, image, driver].map(filter)).toEqual([false, true, false]);
  });

  it('shows builds on kernels, images and drivers', () => {
    const content = createExtensionTester(buildsContent, { apis });
    expect(content.get(coreExtensionData.routePath)).toBe('/builds');
    expect(content.get(EntityContentBlueprint.dataRefs.title)).toBe('Builds');
    const filter = content.get(EntityContentBlueprint.dataRefs.filterFunction)!;
    expect([kernel, image, driver, website].map(filter)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
