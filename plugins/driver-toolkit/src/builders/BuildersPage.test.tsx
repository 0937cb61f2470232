import { screen } from '@testing-library/react';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aBuilder } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { BuildersPage } from './BuildersPage';

describe('BuildersPage', () => {
  it('shows what a builder can and does', async () => {
    const world = new InMemoryDriverToolkit();
    world.builders = [aBuilder({ running: 1, concurrency: 2, queued: 3 })];
    renderWithWorld(<BuildersPage />, world);

    expect(await screen.findByRole('heading', { name: 'local' })).toBeVisible();
    expect(screen.getByText('Reachable')).toBeVisible();
    expect(screen.getByText('4.3.1')).toBeVisible();
    expect(screen.getByText('1 of 2')).toBeVisible();
    expect(screen.getByText('3')).toBeVisible();
    expect(screen.getByText('17.0 GiB')).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says what a builder lacks and how to install it', async () => {
    const world = new InMemoryDriverToolkit();
    const problem = 'podman isn’t installed: apt-get install podman.';
    world.builders = [
      aBuilder({ reachable: false, version: undefined, problems: [problem] }),
    ];
    renderWithWorld(<BuildersPage />, world);

    expect(await screen.findByRole('alert')).toHaveTextContent(problem);
    expect(screen.getByText('Not reachable')).toBeVisible();
  });

  it('says how to configure a builder where there is none', async () => {
    renderWithWorld(<BuildersPage />, new InMemoryDriverToolkit());

    expect(
      await screen.findByText(/Add one under driverToolkit.builders/),
    ).toBeVisible();
  });

  it('shows the backend’s sentence when builders can’t be read', async () => {
    const world = new InMemoryDriverToolkit();
    world.failing.set(
      'getBuilders',
      await refusal(500, 'Error', 'podman didn’t answer.'),
    );
    renderWithWorld(<BuildersPage />, world);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'podman didn’t answer.',
    );
  });
});
