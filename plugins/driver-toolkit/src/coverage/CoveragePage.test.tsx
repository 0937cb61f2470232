import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDriverEntity } from '../__testUtils__/entities';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { CoveragePage } from './CoveragePage';

const NEW = '5.14.0-427.el9';
const BUILT = '5.14.0-391.el9';

describe('CoveragePage', () => {
  async function rowOf(kernel: string, architecture: string) {
    const name = await screen.findByRole('rowheader', {
      name: new RegExp(kernel),
    });
    return within(name.closest('tbody')!).getByRole('row', {
      name: new RegExp(`\\b${architecture}\\b`),
    });
  }

  async function press(name: string) {
    const button = await screen.findByRole('button', { name });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
  }

  it('shows image, builds and drivers of each kernel, with links', async () => {
    const backend = new Playback('history');
    renderWithBackend(<CoveragePage />, backend);

    const { items } = await backend.client.getBuilds();
    const [{ id }] = items.filter(({ type }) => type === 'driver');
    const built = await rowOf(BUILT, 'x86_64');
    expect(screen.getByRole('link', { name: BUILT })).toHaveAttribute(
      'href',
      '/catalog/default/resource/centos-stream-9-5.14.0-391.el9',
    );
    expect(
      within(built).getByRole('link', { name: 'Image present' }),
    ).toHaveAttribute('href', '/catalog/default/resource/ghcr-5.14.0-391.el9');
    const [, ofDriver] = within(built).getAllByRole('link', {
      name: 'Succeeded',
    });
    expect(ofDriver).toHaveAttribute(
      'href',
      `/driver-toolkit/builds?build=${id}`,
    );
    const absent = await rowOf(NEW, 'x86_64');
    expect(absent).toHaveTextContent('No image');
    expect(absent).toHaveTextContent('needs the toolkit image');
    expect(
      screen.getByRole('columnheader', { name: 'simple-kmod' }),
    ).toBeVisible();
  });

  it('counts the kernels of all pages, and links to those of one state', async () => {
    renderWithBackend(<CoveragePage />, new Playback('many'), {
      address: '/?source=centos-stream-9',
    });

    expect(
      await screen.findByRole('link', { name: '35 without' }),
    ).toHaveAttribute(
      'href',
      '/driver-toolkit/kernels?source=centos-stream-9&imageState=absent',
    );
    expect(screen.getByText('50 of 60')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('60 of 60')).toBeVisible();
  });

  it('builds the missing image of one architecture and shows the build', async () => {
    const backend = new Playback('building');
    renderWithBackend(<CoveragePage />, backend);

    await press(`Build the toolkit image for ${NEW}, x86_64`);

    expect(
      await within(await rowOf(NEW, 'x86_64')).findByText('Queued'),
    ).toBeVisible();
    expect(backend.requests).toEqual([
      {
        type: 'toolkit',
        source: 'centos-stream-9',
        kernel: NEW,
        architectures: ['x86_64'],
        repository: 'ghcr',
      },
    ]);
    expect(
      within(await rowOf(NEW, 'x86_64')).queryByRole('button'),
    ).not.toBeInTheDocument();
  });

  it('builds a driver if its toolkit image exists and no build has succeeded', async () => {
    const backend = new Playback('driver', 'it fails');
    renderWithBackend(<CoveragePage />, backend);

    await press(`Build simple-kmod for ${BUILT}, x86_64`);

    await waitFor(() =>
      expect(backend.requests).toEqual([
        {
          type: 'driver',
          entityRef: 'component:default/simple-kmod',
          source: 'centos-stream-9',
          kernel: BUILT,
          architecture: 'x86_64',
        },
      ]),
    );
    expect(
      screen.queryByRole('button', {
        name: `Build simple-kmod for ${NEW}, x86_64`,
      }),
    ).not.toBeInTheDocument();
  });

  it('says why an image is stale and rebuilds it', async () => {
    const backend = new Playback('rebuilding');
    renderWithBackend(<CoveragePage />, backend);

    const link = await screen.findByRole('link', { name: 'Stale' });
    await userEvent.hover(link);
    expect(await screen.findByRole('tooltip')).toHaveTextContent(
      'The base image quay.io/centos/centos:stream9 has changed since.',
    );
    await press('Rebuild the toolkit image for 5.14.0-381.el9, x86_64');

    await waitFor(() =>
      expect(backend.requests[0]).toMatchObject({ force: true }),
    );
  });

  it('shows a release’s toolkit image, and builds drivers with it', async () => {
    renderWithBackend(<CoveragePage />, new Playback('kernels'));

    const row = await rowOf('5.14.0-378.el9', 'x86_64');
    expect(row).toHaveTextContent('Image present');
    expect(row).toHaveTextContent('part of release 4.16.3');
    expect(row).not.toHaveTextContent('needs the toolkit image');
  });

  it('says why the state of an image is unknown', async () => {
    renderWithBackend(<CoveragePage />, new Playback('kernels'));

    expect(await rowOf('5.14.0-375.el9', 'x86_64')).toHaveTextContent(
      'registry.example.com answered 429.',
    );
  });

  it('builds an image’s missing architecture', async () => {
    const backend = new Playback('kernels');
    renderWithBackend(<CoveragePage />, backend);

    const row = await rowOf('5.14.0-379.el9', 'aarch64');
    expect(row).toHaveTextContent('No image');
    const button = within(row).getByRole('button');
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    await waitFor(() =>
      expect(backend.requests).toEqual([
        expect.objectContaining({
          kernel: '5.14.0-379.el9',
          architectures: ['aarch64'],
        }),
      ]),
    );
  });

  it('says if no builder has an architecture', async () => {
    renderWithBackend(<CoveragePage />, new Playback('architectures'));

    const button = await screen.findByRole('button', {
      name: `Build the toolkit image for ${NEW}, s390x`,
    });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'No builder builds for s390x.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('marks retired kernels and offers no builds', async () => {
    renderWithBackend(<CoveragePage />, new Playback('kernels'));

    const row = await rowOf('5.14.0-370.el9', 'x86_64');
    expect(within(row).getByText('Retired')).toBeVisible();
    expect(within(row).queryByRole('button')).not.toBeInTheDocument();
  });

  it('filters by driver and keeps that in the address', async () => {
    renderWithBackend(<CoveragePage />, new Playback('history'), {
      drivers: [aDriverEntity(), aDriverEntity(undefined, 'other-kmod')],
    });
    await screen.findByRole('columnheader', { name: 'other-kmod' });

    await userEvent.click(
      screen.getByRole('button', { name: /Driver container/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'simple-kmod' }),
    );

    await waitFor(() =>
      expect(
        screen.queryByRole('columnheader', { name: 'other-kmod' }),
      ).not.toBeInTheDocument(),
    );
    expect(
      await screen.findByRole('columnheader', { name: 'simple-kmod' }),
    ).toBeVisible();
    expect(screen.getByTestId('address')).toHaveTextContent(
      '/?driver=component%3Adefault%2Fsimple-kmod',
    );
  });

  it('has columns for fifty drivers, and searches the others', async () => {
    renderWithBackend(<CoveragePage />, new Playback('building'), {
      drivers: Array.from({ length: 60 }, (_, index) =>
        aDriverEntity(undefined, `nic-${100 + index}`),
      ),
    });
    expect(
      await screen.findByText(/^This table shows 50 of 60 driver containers/),
    ).toBeVisible();

    await userEvent.click(
      screen.getByRole('button', { name: /Driver container/ }),
    );
    expect(
      screen.queryByRole('option', { name: 'nic-159' }),
    ).not.toBeInTheDocument();
    await userEvent.type(
      await screen.findByRole('searchbox', { name: 'Search' }),
      'nic-159',
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'nic-159' }),
    );

    expect(
      await screen.findByRole('columnheader', { name: 'nic-159' }),
    ).toBeVisible();
    expect(screen.queryByText(/have a column/)).not.toBeInTheDocument();
  });

  it('keeps the column of a driver that has left the catalog', async () => {
    renderWithBackend(<CoveragePage />, new Playback('history'), {
      drivers: [],
    });

    const header = await screen.findByRole('columnheader', {
      name: 'simple-kmod',
    });
    await waitFor(() =>
      expect(within(header).queryByRole('link')).not.toBeInTheDocument(),
    );
    expect(await rowOf(BUILT, 'x86_64')).toHaveTextContent('Succeeded');
  });

  it('says how to get a driver’s column if there is none', async () => {
    renderWithBackend(<CoveragePage />, new Playback('building'), {
      drivers: [],
    });

    expect(
      await screen.findByText(/The catalog has no driver containers yet/),
    ).toBeVisible();
  });

  it('names the outdated sources', async () => {
    renderWithBackend(
      <CoveragePage />,
      new Playback('sources', 'a source lists far less'),
    );

    expect(
      await screen.findByText(/^Couldn’t read CentOS Stream 9; its data/),
    ).toBeVisible();
    expect(
      screen.getByText(/^Rocky Linux 9 suddenly lists far less/),
    ).toBeVisible();
    expect(
      screen.getByText('AlmaLinux 9 has never been read successfully.'),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Open the sources' }),
    ).toHaveAttribute('href', '/driver-toolkit/sources');
  });

  it('says why it is empty', async () => {
    renderWithBackend(<CoveragePage />, new Playback('nothing'));

    expect(
      await screen.findByText(/No kernel source is configured/),
    ).toBeVisible();
  });

  it('shows the backend’s error if it fails to load, and tries again', async () => {
    const backend = new Playback('building');
    backend.refuse('GET /coverage', 503, 'The index is locked.');
    renderWithBackend(<CoveragePage />, backend);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The index is locked.',
    );

    backend.relent();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await rowOf(NEW, 'x86_64')).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});
