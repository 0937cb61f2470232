import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aSource } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { SourcesPage } from './SourcesPage';

describe('SourcesPage', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.sources = [
      aSource({ warnings: ['The rt repository isn’t there for aarch64.'] }),
      aSource({
        id: 'ghcr',
        kind: 'images',
        type: 'oci',
        title: 'ghcr.io/drivers',
        lastSuccess: undefined,
        error: 'ghcr.io answered 401.',
      }),
    ];
  });

  it('shows reads, warnings and errors of kernel sources and repositories', async () => {
    renderWithWorld(<SourcesPage />, world);

    const kernels = await screen.findByRole('group', {
      name: 'CentOS Stream 9',
    });
    expect(
      within(kernels).getByText('The rt repository isn’t there for aarch64.'),
    ).toBeVisible();
    const [success] = within(kernels).getAllByText(/ago$/);
    expect(success).toHaveAttribute('datetime', '2024-05-14T06:00:00Z');
    expect(success).toHaveAttribute(
      'title',
      new Date('2024-05-14T06:00:00Z').toLocaleString(),
    );
    const images = screen.getByRole('group', { name: 'ghcr.io/drivers' });
    expect(within(images).getByRole('alert')).toHaveTextContent(
      'ghcr.io answered 401.',
    );
    expect(within(images).getByText('never')).toBeVisible();
  });

  it('tells a source that was read before from one that never was', async () => {
    world.sources[0].error = 'repomd.xml answered 503.';
    renderWithWorld(<SourcesPage />, world);

    const kernels = await screen.findByRole('group', {
      name: 'CentOS Stream 9',
    });
    expect(within(kernels).getByRole('alert')).toHaveTextContent(
      'The last read failed; what is shown is from before',
    );
    const images = screen.getByRole('group', { name: 'ghcr.io/drivers' });
    expect(within(images).getByRole('alert')).toHaveTextContent(
      'It couldn’t be read yet, so nothing of it is shown',
    );
  });

  it('refreshes a source and shows what that brought', async () => {
    renderWithWorld(<SourcesPage />, world);
    const images = await screen.findByRole('group', {
      name: 'ghcr.io/drivers',
    });
    world.sources[1] = { ...world.sources[1], error: undefined, items: 17 };

    await userEvent.click(
      within(images).getByRole('button', { name: 'Refresh' }),
    );

    expect(await within(images).findByText('17')).toBeVisible();
    expect(within(images).queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says why a refresh wasn’t possible', async () => {
    world.failing.set(
      'refreshSource',
      await refusal(409, 'ConflictError', 'A read is under way.'),
    );
    renderWithWorld(<SourcesPage />, world);
    const kernels = await screen.findByRole('group', {
      name: 'CentOS Stream 9',
    });

    await userEvent.click(
      within(kernels).getByRole('button', { name: 'Refresh' }),
    );

    expect(await within(kernels).findByRole('alert')).toHaveTextContent(
      'A read is under way.',
    );
  });

  it('disables refreshing, with the reason, without the permission', async () => {
    renderWithWorld(<SourcesPage />, world, {
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

    beforeEach(() => {
      world.sources[0] = aSource({
        error: `${reason} That is more than may go at once.`,
        held: { reasons: [reason], since: '2024-05-14T06:00:00Z' },
      });
    });

    async function openDialog() {
      const button = await screen.findByRole('button', {
        name: 'Accept the removal…',
      });
      await waitFor(() => expect(button).toBeEnabled());
      await userEvent.click(button);
      return screen.findByRole('dialog');
    }

    it('accepts it after saying what will be removed', async () => {
      renderWithWorld(<SourcesPage />, world);
      const dialog = await openDialog();
      expect(within(dialog).getByText(reason)).toBeVisible();
      expect(
        within(dialog).getByText(
          /every kernel that is missing then is removed/,
        ),
      ).toBeVisible();
      expect(world.acceptedRemovals).toEqual([]);

      await userEvent.click(
        within(dialog).getByRole('button', { name: 'Remove what is missing' }),
      );

      await waitFor(() =>
        expect(screen.queryByText(reason)).not.toBeInTheDocument(),
      );
      expect(world.acceptedRemovals).toEqual(['centos-stream-9']);
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    });

    it('removes nothing when the question is answered with no', async () => {
      renderWithWorld(<SourcesPage />, world);
      await openDialog();

      await userEvent.click(
        screen.getByRole('button', { name: 'Keep what is known' }),
      );

      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      expect(world.acceptedRemovals).toEqual([]);
    });

    it('says in the dialog why it couldn’t be accepted', async () => {
      world.failing.set(
        'refreshSource',
        await refusal(503, 'ServiceUnavailableError', 'It is being stopped.'),
      );
      renderWithWorld(<SourcesPage />, world);
      const dialog = await openDialog();

      await userEvent.click(
        within(dialog).getByRole('button', { name: 'Remove what is missing' }),
      );

      expect(await within(dialog).findByRole('alert')).toHaveTextContent(
        'It is being stopped.',
      );
    });

    it('disables accepting, with the reason, without the permission', async () => {
      renderWithWorld(<SourcesPage />, world, {
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

  it('says how to configure what there is none of', async () => {
    world.sources = [];
    renderWithWorld(<SourcesPage />, world);

    expect(
      await screen.findByText(/under driverToolkit.kernelSources/),
    ).toBeVisible();
    expect(
      screen.getByText(/under driverToolkit.imageRepositories/),
    ).toBeVisible();
  });
});
