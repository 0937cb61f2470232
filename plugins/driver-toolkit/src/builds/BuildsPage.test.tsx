import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { BuildsPage } from './BuildsPage';

describe('BuildsPage', () => {
  let backend: Playback;
  let failed: string;
  let driver: string;

  beforeEach(async () => {
    backend = new Playback('history');
    const { items } = await backend.client.getBuilds();
    failed = items.find(({ kernel }) => kernel === '5.14.0-427.el9')!.id;
    driver = items.find(({ type }) => type === 'driver')!.id;
  });

  it('lists builds with state, target, requester and duration', async () => {
    renderWithBackend(<BuildsPage />, backend);

    const toolkit = await screen.findByRole('row', { name: /5.14.0-427.el9/ });
    expect(within(toolkit).getByText('Failed')).toBeVisible();
    expect(within(toolkit).getByText('2 min 0 s')).toBeVisible();
    expect(
      within(toolkit).getByRole('link', { name: 'guest' }),
    ).toHaveAttribute('href', '/catalog/default/user/guest');
    const container = screen.getByRole('row', { name: /simple-kmod/ });
    expect(within(container).getByText('Driver container')).toBeVisible();
    expect(within(container).getByText('x86_64, rt')).toBeVisible();
    expect(within(container).getByText('external:test-service')).toBeVisible();
  });

  it('filters the history by state and type', async () => {
    renderWithBackend(<BuildsPage />, backend, {
      address: '/?state=succeeded&type=driver',
    });

    expect(
      await screen.findByRole('row', { name: /simple-kmod/ }),
    ).toBeVisible();
    expect(
      screen.queryByRole('row', { name: /5.14.0-427.el9/ }),
    ).not.toBeInTheDocument();
  });

  it('says when no build matches', async () => {
    renderWithBackend(<BuildsPage />, backend, { address: '/?state=queued' });

    expect(
      await screen.findByText('No build matches these filters.'),
    ).toBeVisible();
  });

  it('links to the kernels if there are no builds', async () => {
    renderWithBackend(<BuildsPage />, new Playback('nothing'));

    expect(
      await screen.findByRole('link', { name: 'See the kernels' }),
    ).toHaveAttribute('href', '/driver-toolkit/kernels');
  });

  it('links from a driver’s build to the driver and the kernel', async () => {
    renderWithBackend(<BuildsPage />, backend, {
      address: `/?build=${driver}`,
    });

    expect(
      await screen.findByRole('link', { name: 'simple-kmod' }),
    ).toHaveAttribute('href', '/catalog/default/component/simple-kmod');
    expect(
      screen.getByRole('link', { name: '5.14.0-391.el9' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/centos-stream-9-5.14.0-391.el9',
    );
  });

  it('opens a build by its link, keeps it in the address, and goes back', async () => {
    renderWithBackend(<BuildsPage />, backend);

    await userEvent.click(
      await screen.findByRole('link', {
        name: 'Toolkit image for 5.14.0-427.el9',
      }),
    );

    expect(
      await screen.findByRole('status', { name: 'Build state' }),
    ).toHaveTextContent('Failed');
    expect(screen.getByTestId('address')).toHaveTextContent(
      `/?build=${failed}`,
    );

    await userEvent.click(screen.getByRole('link', { name: 'All builds' }));
    expect(
      await screen.findByRole('row', { name: /simple-kmod/ }),
    ).toBeVisible();
  });

  it('opens the retry instead of the build', async () => {
    renderWithBackend(<BuildsPage />, backend, {
      address: `/?build=${failed}`,
    });

    await userEvent.click(await screen.findByRole('button', { name: 'Retry' }));

    await waitFor(async () => {
      const [retry] = (await backend.client.getBuilds()).items;
      expect(retry.id).not.toBe(failed);
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/?build=${retry.id}`,
      );
    });
    expect(
      await screen.findByRole('button', { name: 'Cancel build' }),
    ).toBeEnabled();
  });

  it('shows the backend’s error if the history fails to load', async () => {
    backend.refuse('GET /builds', 403, 'You may not read builds.');
    renderWithBackend(<BuildsPage />, backend);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not read builds.',
    );
  });
});
