import { useRouteRef } from '@backstage/core-plugin-api';
import { PluginHeader } from '@backstage/ui';
import { RiToolsLine } from '@remixicon/react';
import { BuildersPage } from '../builders/BuildersPage';
import { BuildsPage } from '../builds/BuildsPage';
import { CoveragePage } from '../coverage/CoveragePage';
import { KernelsPage } from '../kernels/KernelsPage';
import { LibrariesPage } from '../libraries/LibrariesPage';
import { Navigate, Route, Routes } from '../navigation/router';
import { rootRouteRef } from '../routes';
import { SourcesPage } from '../sources/SourcesPage';

const TABS = [
  { path: 'kernels', label: 'Kernels', element: <KernelsPage /> },
  { path: 'coverage', label: 'Coverage', element: <CoveragePage /> },
  { path: 'builds', label: 'Builds', element: <BuildsPage /> },
  { path: 'libraries', label: 'Libraries', element: <LibrariesPage /> },
  { path: 'builders', label: 'Builders', element: <BuildersPage /> },
  { path: 'sources', label: 'Sources', element: <SourcesPage /> },
];

/** The plugin's page with its tabs. */
export function DriverToolkitRouter() {
  const root = useRouteRef(rootRouteRef)();
  return (
    <main>
      <PluginHeader
        title="Driver Toolkit"
        icon={<RiToolsLine />}
        titleLink={root}
        tabs={TABS.map(({ path, label }) => ({
          id: path,
          label,
          href: `${root}/${path}`,
          matchStrategy: 'prefix',
        }))}
      />
      <Routes>
        <Route index element={<Navigate to={TABS[0].path} replace />} />
        {TABS.map(({ path, element }) => (
          <Route key={path} path={path} element={element} />
        ))}
      </Routes>
    </main>
  );
}
