import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { SourcesPage } from './SourcesPage';

const IMAGES = 'ghcr.io/fabiendupont/driver-toolkit';

describe('SourcesPage', () => {
  const group = (name: string) => screen.findByRole('group', { name });

  it('shows reads, warnings and errors of kernel sources and repositories', async () => {
    renderWithBackend(<SourcesPage />, new Playback('sources'));

    const kernels = await group('CentOS Stream 9');
    expect(
      within(kernels).getByText('The rt repository is not there for aarch64.'),
    ).toBeVisible();
    const [success] = within(kernels).getAllByTitle(
      new Date('2026-11-30T10:00:00.000Z').toLocaleString(),
    );
    expect(success).toHaveAttribute('datetime', '2026-11-30T10:00:00.000Z');
    const images = await group(IMAGES);
    expect(within(images).getByRole('alert')).toHaveTextContent(
      'ghcr.io answered 401.',
    );
    expect(within(images).getByText('never')).toBeVisible();
  });

  it('distinguishes sources that have never been read', async () => {
    renderWithBackend(
      <SourcesPage />,
      new Playback('sources', 'a source fails'),
    );

    expect(
      within(await group('CentOS Stream 9')).getByRole('alert'),
    ).toHaveTextContent('The last read failed; this shows older data');
    expect(
      within(await group('AlmaLinux 9')).getByRole('alert'),
    ).toHaveTextContent(
      'It has never been read successfully, so there is nothing to show',
    );
  });

  it('refreshes a source and shows the result', async () => {
    renderWithBackend(<SourcesPage />, new Playback('sources'));
    const images = await group(IMAGES);

    await userEvent.click(
      within(images).getByRole('button', { name: 'Refresh' }),
    );

    expect(await within(images).findByText('17')).toBeVisible();
    expect(within(images).queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says why a refresh failed', async () => {
    const backend = new Playback('sources');
    backend.refuse(
      'POST /sources/centos-stream-9/refresh',
      409,
      'A read is under way.',
    );
    renderWithBackend(<SourcesPage />, backend);
    const kernels = await group('CentOS Stream 9');

    await userEvent.click(
      within(kernels).getByRole('button', { name: 'Refresh' }),
    );

    expect(await within(kernels).findByRole('alert')).toHaveTextContent(
      'A read is under way.',
    );
  });

  it('disables refreshing without the permission, and says why', async () => {
    renderWithBackend(<SourcesPage />, new Playback('sources'), {
      denied: ['driver-toolkit.source.refresh'],
    });

    const [button] = await screen.findAllByRole('button', { name: 'Refresh' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'You lack the permission driver-toolkit.source.refresh.',
      ),
    );
    expect(button).toBeDisabled();
  });

  describe('with a reading that is held back', () => {
    const reason = '38 of 40 kernels for aarch64 are missing.';
    const REFRESH = '/sources/rocky-9/refresh';
    let backend: Playback;

    beforeEach(() => {
      backend = new Playback('sources', 'a source lists far less');
    });

    async function openDialog() {
      const button = await screen.findByRole('button', {
        name: 'Accept the removal…',
      });
      await waitFor(() => expect(button).toBeEnabled());
      await userEvent.click(button);
      return screen.findByRole('dialog');
    }

    const accepted = () =>
      backend.asked.filter(request => request.startsWith(`POST ${REFRESH}`));

    it('accepts it after a confirmation that says what will be removed', async () => {
      renderWithBackend(<SourcesPage />, backend);
      const dialog = await openDialog();
      expect(within(dialog).getByText(reason)).toBeVisible();
      expect(
        within(dialog).getByText(/removes every kernel that is still missing/),
      ).toBeVisible();
      expect(accepted()).toEqual([]);

      await userEvent.click(
        within(dialog).getByRole('button', { name: 'Remove what is missing' }),
      );

      await waitFor(() =>
        expect(screen.queryByText(reason)).not.toBeInTheDocument(),
      );
      expect(accepted()).toEqual([`POST ${REFRESH}?acceptRemoval=true`]);
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    });

    it('removes nothing if the user declines', async () => {
      renderWithBackend(<SourcesPage />, backend);
      await openDialog();

      await userEvent.click(
        screen.getByRole('button', { name: 'Keep everything' }),
      );

      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      expect(accepted()).toEqual([]);
    });

    it('says in the dialog why accepting failed', async () => {
      backend.refuse(`POST ${REFRESH}`, 503, 'It is being stopped.');
      renderWithBackend(<SourcesPage />, backend);
      const dialog = await openDialog();

      await userEvent.click(
        within(dialog).getByRole('button', { name: 'Remove what is missing' }),
      );

      expect(await within(dialog).findByRole('alert')).toHaveTextContent(
        'It is being stopped.',
      );
    });

    it('disables accepting without the permission, and says why', async () => {
      renderWithBackend(<SourcesPage />, backend, {
        denied: ['driver-toolkit.source.refresh'],
      });

      const button = await screen.findByRole('button', {
        name: 'Accept the removal…',
      });
      await waitFor(() =>
        expect(button).toHaveAccessibleDescription(
          'You lack the permission driver-toolkit.source.refresh.',
        ),
      );
      expect(button).toBeDisabled();
    });
  });

  it('says how to configure missing sources and repositories', async () => {
    renderWithBackend(<SourcesPage />, new Playback('nothing'));

    expect(
      await screen.findByText(/under driverToolkit.kernelSources/),
    ).toBeVisible();
    expect(
      screen.getByText(/under driverToolkit.imageRepositories/),
    ).toBeVisible();
  });
});
