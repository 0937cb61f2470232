import { screen } from '@testing-library/react';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aBuilder } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { BuildersPage } from './BuildersPage';

/** What stands beside a name. */
async function factOf(name: string): Promise<string | null> {
  const term = await screen.findByText(name);
  return term.nextSibling!.textContent;
}

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

  it('shows how much of the disk the images of a builder take', async () => {
    const GIBIBYTE = 1024 ** 3;
    const world = new InMemoryDriverToolkit();
    world.builders = [
      aBuilder({
        storage: {
          path: '/srv/driver-toolkit',
          maxBytes: 50 * GIBIBYTE,
          toolkits: 5 * GIBIBYTE,
          drivers: 2 * GIBIBYTE,
          images: 4 * GIBIBYTE,
          kept: 0,
        },
      }),
    ];
    renderWithWorld(<BuildersPage />, world);

    expect(await factOf('Image storage')).toBe('/srv/driver-toolkit');
    expect(await factOf('Disk use of images')).toBe('11.0 GiB of 50.0 GiB');
    expect(await factOf('Where toolkits are built')).toBe('5.0 GiB');
    expect(await factOf('Where drivers are built')).toBe('2.0 GiB');
    expect(await factOf('Toolkits for drivers')).toBe('4.0 GiB');
    expect(screen.queryByText('Kept toolkits')).not.toBeInTheDocument();
  });

  it.each([
    { builds: ['toolkits' as const], text: 'Toolkits only' },
    { builds: ['drivers' as const], text: 'Drivers only' },
  ])('says what a builder is for: $text', async ({ builds, text }) => {
    const world = new InMemoryDriverToolkit();
    world.builders = [aBuilder({ builds })];
    renderWithWorld(<BuildersPage />, world);

    expect(await factOf('Builds')).toBe(text);
  });

  it('says nothing of what a builder builds that builds all', async () => {
    const world = new InMemoryDriverToolkit();
    world.builders = [aBuilder({ builds: ['toolkits', 'drivers'] })];
    renderWithWorld(<BuildersPage />, world);

    expect(await screen.findByText('Reachable')).toBeVisible();
    expect(screen.queryByText('Builds')).not.toBeInTheDocument();
    expect(screen.queryByText('Image storage')).not.toBeInTheDocument();
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
