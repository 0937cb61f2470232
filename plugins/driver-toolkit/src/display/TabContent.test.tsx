import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { BuildersPage } from '../builders/BuildersPage';
import { BuildsPage } from '../builds/BuildsPage';
import { CoveragePage } from '../coverage/CoveragePage';
import { KernelsPage } from '../kernels/KernelsPage';
import { LibrariesPage } from '../libraries/LibrariesPage';
import { SourcesPage } from '../sources/SourcesPage';

const TITLE = 'The Driver Toolkit has stopped: its configuration is wrong';
const PROBLEM =
  "driverToolkit.kernelSource is not a known key; did you mean 'kernelSources'?";

describe('TabContent', () => {
  it.each([
    ['kernels', <KernelsPage />],
    ['coverage', <CoveragePage />],
    ['builds', <BuildsPage />],
    ['libraries', <LibrariesPage />],
    ['builders', <BuildersPage />],
    ['sources', <SourcesPage />],
  ])('replaces the page of %s with one error', async (_, page) => {
    renderWithBackend(page, new Playback('stopped'));

    expect(await screen.findByText(TITLE)).toBeVisible();
    expect(screen.getAllByRole('alert')).toHaveLength(1);
    expect(screen.getByText(PROBLEM)).toBeVisible();
    expect(screen.getByText(/restart/)).toBeVisible();
    expect(screen.queryByRole('grid')).not.toBeInTheDocument();
  });

  it('shows the page when the backend runs', async () => {
    const backend = new Playback('stopped');
    renderWithBackend(<SourcesPage />, backend);
    const retry = await screen.findByRole('button', { name: 'Try again' });
    await userEvent.click(retry);
    expect(await screen.findByText(TITLE)).toBeVisible();

    backend.restart('sources');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(
      await screen.findByRole('group', { name: 'CentOS Stream 9' }),
    ).toBeVisible();
    await waitFor(() =>
      expect(screen.queryByText(TITLE)).not.toBeInTheDocument(),
    );
  });

  it('leaves other errors to the page', async () => {
    const backend = new Playback('sources');
    backend.refuse('GET /sources', 503, 'It starts.');
    renderWithBackend(<SourcesPage />, backend);

    expect(await screen.findByText('It starts.')).toBeVisible();
    expect(screen.queryByText(TITLE)).not.toBeInTheDocument();
  });
});
