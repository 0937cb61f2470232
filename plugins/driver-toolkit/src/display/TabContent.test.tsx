import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aSource } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { BuildersPage } from '../builders/BuildersPage';
import { BuildsPage } from '../builds/BuildsPage';
import { CoveragePage } from '../coverage/CoveragePage';
import { KernelsPage } from '../kernels/KernelsPage';
import { LibrariesPage } from '../libraries/LibrariesPage';
import { SourcesPage } from '../sources/SourcesPage';

const TITLE = 'The Driver Toolkit has stopped: its configuration is wrong';
const PROBLEM =
  "driverToolkit.kernelSource is not a known key; did you mean 'kernelSources'?";
const ADVICE = 'Correct it and restart the backend.';
const CALLS: (keyof DriverToolkitApi)[] = [
  'getSources',
  'getKernels',
  'getCoverage',
  'getBuilds',
  'getBuilders',
  'getMaintenance',
];

describe('TabContent', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(async () => {
    world = new InMemoryDriverToolkit();
    world.sources = [aSource()];
    const error = await refusal(
      503,
      'WrongConfigurationError',
      `${PROBLEM}\n${ADVICE}`,
    );
    CALLS.forEach(call => world.failing.set(call, error));
  });

  it.each([
    ['kernels', <KernelsPage />],
    ['coverage', <CoveragePage />],
    ['builds', <BuildsPage />],
    ['libraries', <LibrariesPage />],
    ['builders', <BuildersPage />],
    ['sources', <SourcesPage />],
  ])('says once on the page of %s what is wrong', async (_, page) => {
    renderWithWorld(page, world);

    expect(await screen.findByText(TITLE)).toBeVisible();
    expect(screen.getAllByRole('alert')).toHaveLength(1);
    expect(screen.getByText(PROBLEM)).toBeVisible();
    expect(screen.getByText(ADVICE)).toBeVisible();
    expect(screen.queryByRole('grid')).not.toBeInTheDocument();
  });

  it('shows the page as soon as the backend runs', async () => {
    renderWithWorld(<SourcesPage />, world);
    const retry = await screen.findByRole('button', { name: 'Try again' });
    await userEvent.click(retry);
    expect(await screen.findByText(TITLE)).toBeVisible();

    world.failing.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(
      await screen.findByRole('group', { name: 'CentOS Stream 9' }),
    ).toBeVisible();
    await waitFor(() =>
      expect(screen.queryByText(TITLE)).not.toBeInTheDocument(),
    );
  });

  it('leaves other errors to the page', async () => {
    world.failing.clear();
    world.failing.set(
      'getSources',
      await refusal(503, 'ServiceUnavailableError', 'It starts.'),
    );
    renderWithWorld(<SourcesPage />, world);

    expect(await screen.findByText('It starts.')).toBeVisible();
    expect(screen.queryByText(TITLE)).not.toBeInTheDocument();
  });
});
