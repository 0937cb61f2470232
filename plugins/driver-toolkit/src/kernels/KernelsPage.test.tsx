import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { KernelsPage } from './KernelsPage';

describe('KernelsPage', () => {
  async function row(kernel: string) {
    return screen.findByRole('row', { name: new RegExp(kernel) });
  }

  it('lists kernels with their image state, its reason and their entity page', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));

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

  it('has no link to a kernel’s page until the catalog has the kernel', async () => {
    const missing = new Set([
      'resource:default/centos-stream-9-5.14.0-427.el9',
    ]);
    renderWithBackend(<KernelsPage />, new Playback('kernels'), { missing });

    const absent = await row('5.14.0-427.el9');
    expect(
      await within(absent).findByText('not in the catalog yet'),
    ).toBeVisible();
    expect(
      within(absent).queryByRole('link', { name: '5.14.0-427.el9' }),
    ).not.toBeInTheDocument();
    expect(
      within(await row('5.14.0-391.el9')).getByRole('link', {
        name: '5.14.0-391.el9',
      }),
    ).toBeVisible();

    missing.clear();

    expect(
      await within(await row('5.14.0-427.el9')).findByRole('link', {
        name: '5.14.0-427.el9',
      }),
    ).toBeVisible();
  });

  it('says why an image state is unknown and offers no build for it', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));

    const unknown = await row('5.14.0-375.el9');
    expect(within(unknown).getByText('Unknown')).toBeVisible();
    expect(
      within(unknown).getByText('registry.example.com answered 429.'),
    ).toBeVisible();
    expect(
      within(unknown).queryByRole('button', { name: 'Build' }),
    ).not.toBeInTheDocument();
  });

  it('offers to rebuild a stale image and says why it is stale', async () => {
    const backend = new Playback('rebuilding');
    renderWithBackend(<KernelsPage />, backend);

    const stale = await row('5.14.0-381.el9');
    expect(within(stale).getByText('Stale')).toBeVisible();
    expect(
      within(stale).getByText(
        'The base image quay.io/centos/centos:stream9 has changed since.',
      ),
    ).toBeVisible();
    await userEvent.click(
      within(stale).getByRole('button', { name: 'Rebuild' }),
    );

    await waitFor(() =>
      expect(backend.requests).toEqual([
        {
          type: 'toolkit',
          source: 'centos-stream-9',
          kernel: '5.14.0-381.el9',
          architectures: ['x86_64'],
          repository: 'ghcr',
          force: true,
        },
      ]),
    );
  });

  it('shows a kernel as up to date if one of its images is', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));

    const present = await row('5.14.0-362.el9');
    expect(within(present).getByText('Image present')).toBeVisible();
    expect(within(present).getByText('in ghcr; in quay')).toBeVisible();
  });

  it('names an image’s missing architectures', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));

    expect(
      within(await row('5.14.0-379.el9')).getByText('in ghcr, without aarch64'),
    ).toBeVisible();
  });

  it('names the release of a kernel’s toolkit image', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));

    expect(
      within(await row('5.14.0-378.el9')).getByText('part of release 4.16.3'),
    ).toBeVisible();
  });

  it('marks a retired kernel and says why it can’t be built', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));

    const retired = await row('5.14.0-370.el9');
    expect(within(retired).getByText('Retired')).toBeVisible();
    const button = within(retired).getByRole('button', { name: 'Build' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(/has left its source/),
    );
    expect(button).toBeDisabled();
  });

  it('searches the list and keeps the text in the address', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));
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

  it('takes filters from the address and ignores invalid values', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'), {
      address: '/?variant=rt&imageState=nonsense',
    });

    expect(await row('5.14.0-366.el9')).toBeVisible();
    expect(
      screen.queryByRole('row', { name: /5.14.0-427/ }),
    ).not.toBeInTheDocument();
  });

  it('says when no kernel matches the filters', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'), {
      address: '/?q=none',
    });

    expect(
      await screen.findByText('No kernel matches these filters.'),
    ).toBeVisible();
  });

  it('loads further pages on demand', async () => {
    renderWithBackend(<KernelsPage />, new Playback('many'));
    expect(await screen.findByText('50 of 60')).toBeVisible();

    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));

    expect(await screen.findByText('60 of 60')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Load more' }),
    ).not.toBeInTheDocument();
  });

  it('shows the sources and their errors if there are no kernels', async () => {
    renderWithBackend(<KernelsPage />, new Playback('unread'));

    expect(await screen.findByText('No kernels yet.')).toBeVisible();
    expect(await screen.findByText(/repomd.xml answered 503./)).toBeVisible();
    expect(screen.getByText('Not read yet.')).toBeVisible();
  });

  it('shows the backend’s error if the list fails to load, and tries again', async () => {
    const backend = new Playback('kernels');
    backend.refuse('GET /kernels', 503, 'The index is locked.');
    renderWithBackend(<KernelsPage />, backend);

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The index is locked.');
    expect(alert).not.toHaveTextContent('at backend.js');

    backend.relent();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await row('5.14.0-427.el9')).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('queues a build from a row and shows it there', async () => {
    const backend = new Playback('building');
    const { toast } = renderWithBackend(<KernelsPage />, backend);
    const absent = await row('5.14.0-427.el9');

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    expect(
      await within(await row('5.14.0-427.el9')).findByText('Queued'),
    ).toBeVisible();
    expect(backend.requests).toEqual([
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

  it('links to each build of a request', async () => {
    const { toast } = renderWithBackend(
      <KernelsPage />,
      new Playback('architectures'),
    );
    const absent = await row('5.14.0-427.el9');

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    await waitFor(() =>
      expect(toast.post).toHaveBeenCalledWith(
        expect.objectContaining({
          title: '2 builds for 5.14.0-427.el9 queued',
          description: expect.stringContaining('Not for s390x'),
          status: 'warning',
          links: [
            {
              label: 'Open the build for aarch64',
              href: expect.stringMatching(
                /^\/driver-toolkit\/builds\?build=.*1$/,
              ),
            },
            {
              label: 'Open the build for x86_64',
              href: expect.stringMatching(
                /^\/driver-toolkit\/builds\?build=.*2$/,
              ),
            },
          ],
        }),
      ),
    );
  });

  it('links to the build that is already under way', async () => {
    const backend = new Playback('building');
    const { toast } = renderWithBackend(<KernelsPage />, backend);
    const absent = await row('5.14.0-427.el9');
    // Someone else requests it after the page has loaded.
    const { build } = await backend.client.createBuild({
      type: 'toolkit',
      source: 'centos-stream-9',
      kernel: '5.14.0-427.el9',
    });

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    await waitFor(() =>
      expect(toast.post).toHaveBeenCalledWith(
        expect.objectContaining({
          title: 'A build for 5.14.0-427.el9 is already under way',
          status: 'info',
          links: [
            {
              label: 'Open the build',
              href: `/driver-toolkit/builds?build=${build.id}`,
            },
          ],
        }),
      ),
    );
  });

  it('shows why a build couldn’t be queued', async () => {
    const backend = new Playback('kernels');
    backend.refuse('POST /builds', 409, 'No builder runs x86_64.');
    renderWithBackend(<KernelsPage />, backend);
    const absent = await row('5.14.0-427.el9');

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'No builder runs x86_64.',
    );
  });

  it('disables building without the permission, and says why', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'), {
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

  it('disables building without devel packages, and says why', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));

    const button = within(await row('5.14.0-368.el9')).getByRole('button', {
      name: 'Build',
    });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(/kernel-devel/),
    );
    expect(button).toBeDisabled();
  });
});
