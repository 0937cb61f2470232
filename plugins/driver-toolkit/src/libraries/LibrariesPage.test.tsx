import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { LibrariesPage } from './LibrariesPage';

describe('LibrariesPage', () => {
  const library = (source: string) =>
    screen.findByRole('group', { name: `${source} in ghcr.io/dtk` });

  async function pressRun(source: string) {
    const button = within(await library(source)).getByRole('button', {
      name: 'Run now',
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
  }

  it('shows a library’s settings', async () => {
    renderWithBackend(<LibrariesPage />, new Playback('libraries'));

    const card = await library('CentOS Stream 9');
    expect(within(card).getByText('the 5 newest kernels')).toBeVisible();
    expect(within(card).getByText('up to 2')).toBeVisible();
    expect(within(card).getByText('not rebuilt')).toBeVisible();
    expect(within(card).getByText('kept')).toBeVisible();
    expect(within(card).getByText(/No run has finished yet/)).toBeVisible();
  });

  it.each([
    [
      'a dry run',
      'Rocky Linux 9',
      'older than the 2 newest images: listed here, not deleted (dry run)',
    ],
    [
      'no dry run',
      'AlmaLinux 9',
      'older than the 2 newest images: deleted unless in use',
    ],
  ])('says what happens to old tags with %s', async (_, source, text) => {
    renderWithBackend(<LibrariesPage />, new Playback('libraries'));

    expect(within(await library(source)).getByText(text)).toBeVisible();
  });

  it('shows what the last run did and skipped, and why', async () => {
    const backend = new Playback('libraries');
    renderWithBackend(<LibrariesPage />, backend);

    const [, { runs }] = await backend.client.getMaintenance();
    const card = await library('Rocky Linux 9');
    const [images] = within(card).getAllByRole('list', { name: 'Images' });
    const [queued, left] = within(images).getAllByRole('listitem');
    expect(queued).toHaveTextContent(
      'Queued5.14.0-430.el9 x86_64It was missing. Open its build',
    );
    expect(
      within(queued).getByRole('link', { name: 'Open its build' }),
    ).toHaveAttribute(
      'href',
      `/driver-toolkit/builds?build=${runs[0].queued[0].buildId}`,
    );
    expect(
      within(queued).getByRole('link', { name: '5.14.0-430.el9' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/rocky-9-5.14.0-430.el9',
    );
    expect(left).toHaveTextContent(
      /^Not retried5.14.0-427.el9 x86_64Its last build has failed.* Open its build$/,
    );
    expect(
      within(left).getByRole('link', { name: 'Open its build' }),
    ).toHaveAttribute(
      'href',
      `/driver-toolkit/builds?build=${runs[1].queued[0].buildId}`,
    );
    const [tags] = within(card).getAllByRole('list', { name: 'Old tags' });
    expect(
      within(tags)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'Listed5.14.0-383.el9 Set retention.dryRun to false to delete it.',
      expect.stringMatching(/^Kept5.14.0-388.el9 A driver in the catalog is/),
    ]);
    expect(within(card).getAllByText(/took/)[0]).toHaveTextContent(
      /by guest, took 0 s$/,
    );
  });

  it('says that a run had nothing to do, or had problems', async () => {
    renderWithBackend(<LibrariesPage />, new Playback('libraries'));

    expect(
      within(await library('Idle')).getByText('Nothing was missing or old.'),
    ).toBeVisible();
    const troubled = await library('Oracle Linux 9');
    expect(
      within(troubled).getByText(/Its last read failed: repomd.xml/),
    ).toBeVisible();
    expect(
      within(troubled).queryByText(/Nothing was missing/),
    ).not.toBeInTheDocument();
  });

  it('opens earlier runs', async () => {
    renderWithBackend(<LibrariesPage />, new Playback('libraries'));
    const card = await library('Rocky Linux 9');
    const earlier = within(card).getByRole('button', {
      name: /1 build queued, 1 old tag listed$/,
    });
    expect(within(card).getAllByRole('list', { name: 'Images' })).toHaveLength(
      1,
    );

    await userEvent.click(earlier);

    const [, images] = await within(card).findAllByRole('list', {
      name: 'Images',
    });
    expect(images).toHaveTextContent('Queued5.14.0-427.el9');
    expect(within(card).getAllByRole('link', { name: 'guest' })).toHaveLength(
      2,
    );
  });

  it('runs immediately if the run deletes nothing, and shows the outcome', async () => {
    renderWithBackend(<LibrariesPage />, new Playback('library'));

    await pressRun('CentOS Stream 9');

    expect(
      await within(await library('CentOS Stream 9')).findByText(
        '5.14.0-432.el9',
      ),
    ).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  describe('with tags that the next run deletes', () => {
    it('runs after a confirmation that lists the tags', async () => {
      const backend = new Playback('libraries');
      renderWithBackend(<LibrariesPage />, backend);
      await pressRun('AlmaLinux 9');

      const dialog = await screen.findByRole('dialog');
      expect(
        within(dialog)
          .getAllByRole('listitem')
          .map(item => item.textContent),
      ).toEqual(['5.14.0-501.el9', '5.14.0-500.el9']);
      expect(backend.requests).toEqual([]);
      await userEvent.click(
        within(dialog).getByRole('button', { name: 'Run and delete' }),
      );

      expect(await screen.findAllByText('Deleted')).toHaveLength(2);
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    });

    it('does not run if the user declines', async () => {
      const backend = new Playback('libraries');
      renderWithBackend(<LibrariesPage />, backend);
      await pressRun('AlmaLinux 9');

      await userEvent.click(
        await screen.findByRole('button', { name: 'Don’t run' }),
      );

      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      expect(backend.requests).toEqual([]);
    });
  });

  it('polls an unfinished run until its report arrives', async () => {
    const backend = new Playback('libraries', 'a run begins');
    renderWithBackend(<LibrariesPage />, backend);
    const card = await library('CentOS Stream 9');
    expect(within(card).getByText('Running')).toBeVisible();

    backend.happen('it ends');

    expect(
      await within(card).findByText('5.14.0-432.el9', {}, { timeout: 5_000 }),
    ).toBeVisible();
    expect(within(card).queryByText('Running')).not.toBeInTheDocument();
  }, 10_000);

  it('says why the run failed', async () => {
    const backend = new Playback('libraries');
    renderWithBackend(<LibrariesPage />, backend);
    const card = await library('CentOS Stream 9');
    // Someone else runs it first.
    backend.happen('a run begins');

    await pressRun('CentOS Stream 9');

    expect(await within(card).findByRole('alert')).toHaveTextContent(
      'The library centos-stream-9/ghcr is being maintained already',
    );
  });

  it('disables running without the permission, and says why', async () => {
    renderWithBackend(<LibrariesPage />, new Playback('library'), {
      denied: ['driver-toolkit.library.maintain'],
    });

    const button = await screen.findByRole('button', { name: 'Run now' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'You lack the permission driver-toolkit.library.maintain.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('shows how to configure a library, with the portal’s own names', async () => {
    renderWithBackend(<LibrariesPage />, new Playback('unkept'));

    expect(await screen.findByText(/No library is configured/)).toBeVisible();
    const example = await screen.findByText(/imageRepository: ghcr/);
    expect(example).toHaveTextContent('kernelSource: centos-stream-9');
  });

  it('shows the backend’s error if the libraries fail to load', async () => {
    const backend = new Playback('nothing');
    backend.refuse('GET /maintain', 500, 'The database is gone.');
    renderWithBackend(<LibrariesPage />, backend);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is gone.',
    );
  });
});
