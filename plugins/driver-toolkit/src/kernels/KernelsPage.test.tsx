import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aBuild, aFlavour, aKernel, aSource } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { KernelsPage } from './KernelsPage';

describe('KernelsPage', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.sources = [aSource()];
    world.kernels = [
      aKernel('5.14.0-427.el9'),
      aKernel('5.14.0-391.el9', { imageState: 'present' }),
    ];
  });

  async function row(kernel: string) {
    return screen.findByRole('row', { name: new RegExp(kernel) });
  }

  it('lists kernels with their image state, its reason and their entity page', async () => {
    renderWithWorld(<KernelsPage />, world);

    const absent = await row('5.14.0-427.el9');
    expect(within(absent).getByText('No image')).toBeVisible();
    expect(within(absent).getByText('not in ghcr')).toBeVisible();
    expect(
      within(absent).getByRole('link', { name: '5.14.0-427.el9' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/centos-stream-9-5.14.0-427.el9',
    );
    expect(await within(absent).findByText('CentOS Stream 9')).toBeVisible();
    const present = await row('5.14.0-391.el9');
    expect(within(present).getByText('Image present')).toBeVisible();
    expect(
      within(present).queryByRole('button', { name: 'Build' }),
    ).not.toBeInTheDocument();
  });

  it('says why an image state is unknown and offers no build for it', async () => {
    const kernel = aKernel('5.14.0-375.el9', { imageState: 'unknown' });
    kernel.images[0].reason = 'ghcr.io answered 429.';
    world.kernels = [kernel];
    renderWithWorld(<KernelsPage />, world);

    const unknown = await row('5.14.0-375.el9');
    expect(within(unknown).getByText('Unknown')).toBeVisible();
    expect(within(unknown).getByText('ghcr.io answered 429.')).toBeVisible();
    expect(
      within(unknown).queryByRole('button', { name: 'Build' }),
    ).not.toBeInTheDocument();
  });

  it('narrows the list by what is typed and keeps that in the address', async () => {
    renderWithWorld(<KernelsPage />, world);
    await row('5.14.0-427.el9');

    await userEvent.type(screen.getByLabelText('Search'), '391');

    await waitFor(() =>
      expect(
        screen.queryByRole('row', { name: /5.14.0-427.el9/ }),
      ).not.toBeInTheDocument(),
    );
    expect(await row('5.14.0-391.el9')).toBeVisible();
    expect(screen.getByTestId('address')).toHaveTextContent('/?q=391');
  });

  it('takes filters from the address and ignores values that are none', async () => {
    world.kernels.push(
      aKernel('6.12.0-55.el10', {
        flavours: [aFlavour('6.12.0-55.el10', { variant: 'rt' })],
      }),
    );
    renderWithWorld(<KernelsPage />, world, {
      address: '/?variant=rt&imageState=nonsense',
    });

    expect(await row('6.12.0-55.el10')).toBeVisible();
    expect(
      screen.queryByRole('row', { name: /5.14.0/ }),
    ).not.toBeInTheDocument();
  });

  it('says when no kernel matches the filters', async () => {
    renderWithWorld(<KernelsPage />, world, { address: '/?q=none' });

    expect(
      await screen.findByText('No kernel matches these filters.'),
    ).toBeVisible();
  });

  it('loads further pages on demand', async () => {
    world.kernels = Array.from({ length: 60 }, (_, index) =>
      aKernel(`5.14.0-${100 + index}.el9`),
    );
    renderWithWorld(<KernelsPage />, world);
    expect(await screen.findByText('50 of 60')).toBeVisible();

    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));

    expect(await screen.findByText('60 of 60')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Load more' }),
    ).not.toBeInTheDocument();
  });

  it('names the sources and their errors while there are no kernels', async () => {
    world.kernels = [];
    world.sources = [
      aSource({ lastSuccess: undefined, error: 'repomd.xml answered 503.' }),
      aSource({ id: 'lab', title: 'Lab mirror', lastSuccess: undefined }),
    ];
    renderWithWorld(<KernelsPage />, world);

    expect(await screen.findByText('No kernels yet.')).toBeVisible();
    expect(await screen.findByText('repomd.xml answered 503.')).toBeVisible();
    expect(screen.getByText('Not read yet.')).toBeVisible();
  });

  it('shows the backend’s sentence when the list can’t be read, and tries again', async () => {
    world.failing.set(
      'getKernels',
      await refusal(503, 'ServiceUnavailableError', 'The index is locked.'),
    );
    renderWithWorld(<KernelsPage />, world);

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The index is locked.');
    expect(alert).not.toHaveTextContent('at backend.js');

    world.failing.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await row('5.14.0-427.el9')).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('queues a build from a row and shows it there', async () => {
    const { toast } = renderWithWorld(<KernelsPage />, world);
    const absent = await row('5.14.0-427.el9');

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    expect(
      await within(await row('5.14.0-427.el9')).findByText('Queued'),
    ).toBeVisible();
    expect(world.requests).toEqual([
      { type: 'toolkit', source: 'centos-stream-9', kernel: '5.14.0-427.el9' },
    ]);
    expect(toast.post).toHaveBeenCalledWith(
      expect.objectContaining({
        title: 'Build for 5.14.0-427.el9 queued',
        status: 'success',
      }),
    );
    expect(
      within(await row('5.14.0-427.el9')).queryByRole('button'),
    ).not.toBeInTheDocument();
  });

  it('opens the build that is under way already and says so', async () => {
    const { toast } = renderWithWorld(<KernelsPage />, world);
    const absent = await row('5.14.0-427.el9');
    const running = aBuild({ kernel: '5.14.0-427.el9', state: 'running' });
    world.builds = [running];

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/driver-toolkit/builds?build=${running.id}`,
      ),
    );
    expect(toast.post).toHaveBeenCalledWith(
      expect.objectContaining({
        title: expect.stringContaining('under way already'),
        status: 'info',
      }),
    );
  });

  it('shows why a build couldn’t be queued', async () => {
    world.failing.set(
      'createBuild',
      await refusal(409, 'ConflictError', 'No builder runs x86_64.'),
    );
    renderWithWorld(<KernelsPage />, world);
    const absent = await row('5.14.0-427.el9');

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'No builder runs x86_64.',
    );
  });

  it('disables building, with the reason, without the permission', async () => {
    renderWithWorld(<KernelsPage />, world, {
      denied: ['driver-toolkit.build.create'],
    });

    const button = within(await row('5.14.0-427.el9')).getByRole('button', {
      name: 'Build',
    });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'You lack the permission driver-toolkit.build.create.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('disables building, with the reason, where devel packages are missing', async () => {
    world.kernels = [
      aKernel('5.14.0-368.el9', {
        flavours: [aFlavour('5.14.0-368.el9', { buildable: false })],
      }),
    ];
    renderWithWorld(<KernelsPage />, world);

    const button = within(await row('5.14.0-368.el9')).getByRole('button', {
      name: 'Build',
    });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(/kernel-devel/),
    );
    expect(button).toBeDisabled();
  });
});
