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
