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

  it('has no link to a kernel’s page until the catalog has the kernel', async () => {
    const [{ entityRef }] = world.kernels;
    const missing = new Set([entityRef]);
    renderWithWorld(<KernelsPage />, world, { missing });

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

  it('offers to build a stale image anew and says why it is stale', async () => {
    const reason = 'The base image has changed since.';
    world.kernels[1].images[0].stale = [reason];
    renderWithWorld(<KernelsPage />, world);

    const stale = await row('5.14.0-391.el9');
    expect(within(stale).getByText('Stale')).toBeVisible();
    expect(within(stale).getByText(reason)).toBeVisible();
    await userEvent.click(
      within(stale).getByRole('button', { name: 'Rebuild' }),
    );

    await waitFor(() =>
      expect(world.requests).toEqual([
        {
          type: 'toolkit',
          source: 'centos-stream-9',
          kernel: '5.14.0-391.el9',
          architectures: ['x86_64'],
          repository: 'ghcr',
          force: true,
        },
      ]),
    );
  });

  it('takes a kernel for up to date while one of its images is', async () => {
    const [image] = world.kernels[1].images;
    world.kernels[1].images.push({
      ...image,
      repository: 'quay',
      stale: ['The base image has changed since.'],
    });
    renderWithWorld(<KernelsPage />, world);

    const present = await row('5.14.0-391.el9');
    expect(within(present).getByText('Image present')).toBeVisible();
    expect(within(present).getByText('in ghcr; in quay')).toBeVisible();
  });

  it('names the architectures that an image lacks', async () => {
    const kernel = aKernel('5.14.0-391.el9', {
      imageState: 'present',
      flavours: ['x86_64', 'aarch64'].map(architecture =>
        aFlavour('5.14.0-391.el9', { architecture }),
      ),
    });
    kernel.images[0].architectures[1].state = 'absent';
    world.kernels = [kernel];
    renderWithWorld(<KernelsPage />, world);

    expect(
      within(await row('5.14.0-391.el9')).getByText('in ghcr, without aarch64'),
    ).toBeVisible();
  });

  it('names the release that brings a kernel’s toolkit image', async () => {
    world.kernels = [
      aKernel('5.14.0-391.el9', {
        imageState: 'present',
        images: [],
        toolkitImages: [
          {
            architecture: 'x86_64',
            reference: 'quay.io/openshift/toolkit@sha256:0123',
            releases: ['4.16.3'],
            releaseCount: 1,
          },
        ],
      }),
    ];
    renderWithWorld(<KernelsPage />, world);

    expect(
      within(await row('5.14.0-391.el9')).getByText('part of release 4.16.3'),
    ).toBeVisible();
  });

  it('marks a retired kernel and says why it can’t be built', async () => {
    world.kernels = [aKernel('5.14.0-391.el9', { retired: true })];
    renderWithWorld(<KernelsPage />, world);

    const retired = await row('5.14.0-391.el9');
    expect(within(retired).getByText('Retired')).toBeVisible();
    const button = within(retired).getByRole('button', { name: 'Build' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(/has left its source/),
    );
    expect(button).toBeDisabled();
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

  it('leads to each of several builds that a request came to', async () => {
    const { createBuild } = world;
    world.createBuild = async request => {
      const answer = await createBuild.call(world, request);
      const sibling = aBuild({ id: 'arm', architecture: 'aarch64' });
      return { ...answer, build: { ...answer.build, siblings: [sibling] } };
    };
    const { toast } = renderWithWorld(<KernelsPage />, world);
    const absent = await row('5.14.0-427.el9');

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    await waitFor(() =>
      expect(toast.post).toHaveBeenCalledWith(
        expect.objectContaining({
          title: '2 builds for 5.14.0-427.el9 queued',
          links: [
            {
              label: 'Open the build for x86_64',
              href: `/driver-toolkit/builds?build=${world.builds[0].id}`,
            },
            {
              label: 'Open the build for aarch64',
              href: '/driver-toolkit/builds?build=arm',
            },
          ],
        }),
      ),
    );
  });

  it('leads to the build that is under way already', async () => {
    const { toast } = renderWithWorld(<KernelsPage />, world);
    const absent = await row('5.14.0-427.el9');
    const running = aBuild({ kernel: '5.14.0-427.el9', state: 'running' });
    world.builds = [running];

    await userEvent.click(
      within(absent).getByRole('button', { name: 'Build' }),
    );

    await waitFor(() =>
      expect(toast.post).toHaveBeenCalledWith(
        expect.objectContaining({
          title: 'A build for 5.14.0-427.el9 is under way already',
          status: 'info',
          links: [
            {
              label: 'Open the build',
              href: `/driver-toolkit/builds?build=${running.id}`,
            },
          ],
        }),
      ),
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
