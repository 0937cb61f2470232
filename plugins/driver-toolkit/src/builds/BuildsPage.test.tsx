import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aBuild, aKernel } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { BuildsPage } from './BuildsPage';

describe('BuildsPage', () => {
  const failed = aBuild({
    id: '5b1f61d5-7e2d-4f0b-8a0e-3d5ad9c25a11',
    kernel: '5.14.0-427.el9',
    state: 'failed',
    startedAt: '2024-05-14T06:00:00Z',
    finishedAt: '2024-05-14T06:02:00Z',
  });
  const driver = aBuild({
    id: '9a9c7c7e-1c84-4b3a-9a63-5fb4b1f8cb22',
    type: 'driver',
    state: 'succeeded',
    entityRef: 'component:default/simple-kmod',
    variant: 'rt',
    requestedBy: 'external:ci',
  });
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.kernels = [aKernel('5.14.0-427.el9')];
    world.builds = [failed, driver];
  });

  it('lists builds with state, target, requester and duration', async () => {
    renderWithWorld(<BuildsPage />, world);

    const toolkit = await screen.findByRole('row', { name: /5.14.0-427.el9/ });
    expect(within(toolkit).getByText('Failed')).toBeVisible();
    expect(within(toolkit).getByText('2 min 0 s')).toBeVisible();
    expect(
      within(toolkit).getByRole('link', { name: 'guest' }),
    ).toHaveAttribute('href', '/catalog/default/user/guest');
    const container = screen.getByRole('row', { name: /simple-kmod/ });
    expect(within(container).getByText('Driver container')).toBeVisible();
    expect(within(container).getByText('x86_64, rt')).toBeVisible();
    expect(within(container).getByText('external:ci')).toBeVisible();
  });

  it('narrows the history by state and type', async () => {
    renderWithWorld(<BuildsPage />, world, {
      address: '/?state=succeeded&type=driver',
    });

    expect(
      await screen.findByRole('row', { name: /simple-kmod/ }),
    ).toBeVisible();
    expect(
      screen.queryByRole('row', { name: /5.14.0-427.el9/ }),
    ).not.toBeInTheDocument();
  });

  it('says when no build matches, and when there is none at all', async () => {
    renderWithWorld(<BuildsPage />, world, { address: '/?state=queued' });

    expect(
      await screen.findByText('No build matches these filters.'),
    ).toBeVisible();
  });

  it('leads to the kernels where nothing has been built', async () => {
    world.builds = [];
    renderWithWorld(<BuildsPage />, world);

    expect(
      await screen.findByRole('link', { name: 'See the kernels' }),
    ).toHaveAttribute('href', '/driver-toolkit/kernels');
  });

  it('leads from a driver’s build to the driver and the kernel', async () => {
    renderWithWorld(<BuildsPage />, world, { address: `/?build=${driver.id}` });

    expect(
      await screen.findByRole('link', { name: 'simple-kmod' }),
    ).toHaveAttribute('href', '/catalog/default/component/simple-kmod');
    expect(screen.getByRole('link', { name: driver.kernel })).toBeVisible();
  });

  it('opens a build by its link, keeps it in the address, and goes back', async () => {
    renderWithWorld(<BuildsPage />, world);

    await userEvent.click(
      await screen.findByRole('link', {
        name: 'Toolkit image for 5.14.0-427.el9',
      }),
    );

    expect(
      await screen.findByRole('status', { name: 'Build state' }),
    ).toHaveTextContent('Failed');
    expect(screen.getByTestId('address')).toHaveTextContent(
      `/?build=${failed.id}`,
    );

    await userEvent.click(screen.getByRole('link', { name: 'All builds' }));
    expect(
      await screen.findByRole('row', { name: /simple-kmod/ }),
    ).toBeVisible();
  });

  it('opens the retry of a build in its place', async () => {
    renderWithWorld(<BuildsPage />, world, { address: `/?build=${failed.id}` });

    await userEvent.click(await screen.findByRole('button', { name: 'Retry' }));

    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/?build=${world.builds[0].id}`,
      ),
    );
    expect(
      await screen.findByRole('button', { name: 'Cancel build' }),
    ).toBeEnabled();
  });

  it('shows the backend’s sentence when the history can’t be read', async () => {
    world.failing.set(
      'getBuilds',
      await refusal(403, 'NotAllowedError', 'You may not read builds.'),
    );
    renderWithWorld(<BuildsPage />, world);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not read builds.',
    );
  });
});
