import { useRouteRef } from '@backstage/frontend-plugin-api';
import { PluginHeader } from '@backstage/ui';
import { RiToolsLine } from '@remixicon/react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { BuildersPage } from '../builders/BuildersPage';
import { BuildsPage } from '../builds/BuildsPage';
import { CoveragePage } from '../coverage/CoveragePage';
import { KernelsPage } from '../kernels/KernelsPage';
import { LibrariesPage } from '../libraries/LibrariesPage';
import { rootRouteRef } from '../routes';
import { SourcesPage } from '../sources/SourcesPage';
import { useTexts } from '../translation/useTexts';

const TABS = [
  { path: 'kernels', element: <KernelsPage /> },
  { path: 'coverage', element: <CoveragePage /> },
  { path: 'builds', element: <BuildsPage /> },
  { path: 'libraries', element: <LibrariesPage /> },
  { path: 'builders', element: <BuildersPage /> },
  { path: 'sources', element: <SourcesPage /> },
] as const;

/** The plugin's page with its tabs. */
export function DriverToolkitRouter() {
  // An app renders a routable extension only if it has mounted it.
  const root = useRouteRef(rootRouteRef)!();
  const { t } = useTexts();
  return (
    <main>
      <PluginHeader
        title={t('page.title')}
        icon={<RiToolsLine />}
        titleLink={root}
        tabs={TABS.map(({ path }) => ({
          id: path,
          label: t(`page.${path}`),
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
