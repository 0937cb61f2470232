import {
  catalogApiRef,
  entityRouteRef,
  EntityProvider,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import {
  aDriverEntity,
  aKernelEntity,
  anImageEntity,
} from './__testUtils__/entities';
import { Playback } from './__testUtils__/Playback';
import {
  DriverToolkitPage,
  driverToolkitApiRef,
  driverToolkitPlugin,
  EntityDriverToolkitKernelCard,
  hasBuilds,
  isDriverContainer,
  isKernel,
  isToolkitImage,
} from './legacy';

describe('driver-toolkit in the legacy frontend system', () => {
  it('provides its client', () => {
    expect([...driverToolkitPlugin.getApis()].map(({ api }) => api.id)).toEqual(
      [driverToolkitApiRef.id],
    );
  });

  it('shows the page with its tabs below any path', async () => {
    await renderInTestApp(
      <TestApiProvider
        apis={[[driverToolkitApiRef, new Playback('builders').client]]}
      >
        <Routes>
          <Route path="/kernels/*" element={<DriverToolkitPage />} />
        </Routes>
      </TestApiProvider>,
      {
        routeEntries: ['/kernels/builders'],
        mountedRoutes: {
          '/kernels': driverToolkitPlugin.routes.root,
          '/catalog/:namespace/:kind/:name': entityRouteRef,
        },
      },
    );

    expect(await screen.findByRole('heading', { name: 'local' })).toBeVisible();
    for (const name of ['Coverage', 'Libraries', 'Sources']) {
      expect(screen.getByRole('tab', { name })).toHaveAttribute(
        'href',
        `/kernels/${name.toLocaleLowerCase('en-US')}`,
      );
    }
  });

  it('links to entities and to its own page', async () => {
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [driverToolkitApiRef, new Playback('failing', 'it fails').client],
          [catalogApiRef, catalogApiMock({ entities: [aKernelEntity()] })],
          [permissionApiRef, mockApis.permission()],
        ]}
      >
        <Routes>
          <Route path="/toolkits/*" element={<DriverToolkitPage />} />
        </Routes>
      </TestApiProvider>,
      {
        routeEntries: ['/toolkits/kernels'],
        mountedRoutes: {
          '/toolkits': driverToolkitPlugin.routes.root,
          '/catalog/:namespace/:kind/:name': entityRouteRef,
        },
      },
    );

    expect(
      await screen.findByRole('link', { name: '5.14.0-391.el9' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/centos-stream-9-5.14.0-391.el9',
    );
    expect(await screen.findByRole('link', { name: 'Failed' })).toHaveAttribute(
      'href',
      expect.stringMatching('^/toolkits/builds\\?build='),
    );
  });

  it('shows the same cards', async () => {
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [driverToolkitApiRef, new Playback('kernels').client],
          [catalogApiRef, catalogApiMock()],
        ]}
      >
        <EntityProvider entity={aKernelEntity()}>
          <EntityDriverToolkitKernelCard />
        </EntityProvider>
      </TestApiProvider>,
      { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
    );

    expect(await screen.findByText('5.14.0-391.el9.x86_64')).toBeVisible();
  });

  it('filters entities for its cards and tab', () => {
    const entities = [aKernelEntity(), anImageEntity(), aDriverEntity()];
    expect(entities.map(isKernel)).toEqual([true, false, false]);
    expect(entities.map(isToolkitImage)).toEqual([false, true, false]);
    expect(entities.map(isDriverContainer)).toEqual([false, false, true]);
    expect(entities.map(hasBuilds)).toEqual([true, true, true]);
    expect(hasBuilds({ ...aDriverEntity(), spec: { type: 'website' } })).toBe(
      false,
    );
  });
});
