import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aDriverEntity } from '../__testUtils__/entities';
import {
  aBuild,
  aBuilder,
  aFlavour,
  aKernel,
  aSource,
} from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { CoveragePage } from './CoveragePage';

const NEW = '5.14.0-427.el9';
const BUILT = '5.14.0-391.el9';

describe('CoveragePage', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.sources = [aSource()];
    world.builders = [aBuilder()];
    world.kernels = [
      aKernel(NEW, { flavours: [aFlavour(NEW)] }),
      aKernel(BUILT, { imageState: 'present' }),
    ];
    world.builds = [
      aBuild({
        type: 'driver',
        kernel: BUILT,
        state: 'succeeded',
        entityRef: 'component:default/simple-kmod',
      }),
    ];
  });

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

  it('shows image, builds and drivers of each kernel with the way to them', async () => {
    renderWithWorld(<CoveragePage />, world);

    const built = await rowOf(BUILT, 'x86_64');
    expect(within(built).getByRole('link', { name: BUILT })).toHaveAttribute(
      'href',
      '/catalog/default/resource/centos-stream-9-5.14.0-391.el9',
    );
    expect(
      within(built).getByRole('link', { name: 'Image present' }),
    ).toHaveAttribute('href', '/catalog/default/resource/ghcr-5.14.0-391.el9');
    expect(
      within(built).getByRole('link', { name: 'Succeeded' }),
    ).toHaveAttribute(
      'href',
      `/driver-toolkit/builds?build=${world.builds[0].id}`,
    );
    const absent = await rowOf(NEW, 'x86_64');
    expect(absent).toHaveTextContent('No image');
    expect(absent).toHaveTextContent('needs the toolkit image');
    expect(
      screen.getByRole('columnheader', { name: 'simple-kmod' }),
    ).toBeVisible();
  });

  it('counts the kernels of all pages and leads to those of one state', async () => {
    world.kernels = Array.from({ length: 60 }, (_, index) =>
      aKernel(`5.14.0-${100 + index}.el9`),
    );
    renderWithWorld(<CoveragePage />, world, {
      address: '/?source=centos-stream-9',
    });

    expect(
      await screen.findByRole('link', { name: '60 without' }),
    ).toHaveAttribute(
      'href',
      '/driver-toolkit/kernels?source=centos-stream-9&imageState=absent',
    );
    expect(screen.getByText('50 of 60')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('60 of 60')).toBeVisible();
  });

  it('builds the missing image of one architecture and shows the build', async () => {
    renderWithWorld(<CoveragePage />, world);

    await press(`Build the toolkit image for ${NEW}, x86_64`);

    expect(
      await within(await rowOf(NEW, 'x86_64')).findByText('Queued'),
    ).toBeVisible();
    expect(world.requests).toEqual([
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

  it('builds a driver where its toolkit image is and no build came to something', async () => {
    world.builds[0].state = 'failed';
    renderWithWorld(<CoveragePage />, world);

    await press(`Build simple-kmod for ${BUILT}, x86_64`);

    await waitFor(() =>
      expect(world.requests).toEqual([
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

  it('says why an image is stale and builds it anew', async () => {
    const reason = 'The base image has changed since.';
    world.kernels[1].images[0].stale = [reason];
    renderWithWorld(<CoveragePage />, world);

    const link = await screen.findByRole('link', { name: 'Stale' });
    await userEvent.hover(link);
    expect(await screen.findByRole('tooltip')).toHaveTextContent(reason);
    await press(`Build the toolkit image for ${BUILT}, x86_64, anew`);

    await waitFor(() =>
      expect(world.requests[0]).toMatchObject({ force: true }),
    );
  });

  it('shows the toolkit that a release brings, and builds drivers with it', async () => {
    world.kernels = [aKernel(NEW)];
    world.kernels[0].images = [];
    world.kernels[0].toolkitImages = [
      {
        architecture: 'x86_64',
        reference: 'quay.io/release@sha256:abc',
        releases: ['4.16.3', '4.16.2'],
        releaseCount: 2,
      },
    ];
    renderWithWorld(<CoveragePage />, world);

    const row = await rowOf(NEW, 'x86_64');
    expect(row).toHaveTextContent('Image present');
    expect(row).toHaveTextContent('part of release 4.16.3');
    expect(row).not.toHaveTextContent('needs the toolkit image');
  });

  it('says why it is not known whether there is an image', async () => {
    const [image] = world.kernels.find(({ kernel }) => kernel === NEW)!.images;
    image.state = 'unknown';
    image.reason = 'ghcr.io answered 429.';
    image.architectures[0].state = 'unknown';
    renderWithWorld(<CoveragePage />, world);

    expect(await rowOf(NEW, 'x86_64')).toHaveTextContent(
      'ghcr.io answered 429.',
    );
  });

  it('builds for an architecture that an image lacks, beside the others', async () => {
    const kernel = aKernel(BUILT, {
      imageState: 'present',
      flavours: ['x86_64', 'aarch64'].map(architecture =>
        aFlavour(BUILT, { architecture }),
      ),
    });
    kernel.images[0].architectures[1].state = 'absent';
    world.kernels = [kernel];
    world.builders = [aBuilder({ architectures: ['x86_64', 'aarch64'] })];
    renderWithWorld(<CoveragePage />, world);

    const row = await rowOf(BUILT, 'aarch64');
    expect(row).toHaveTextContent('No image');
    const button = within(row).getByRole('button');
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    await waitFor(() =>
      expect(world.requests).toEqual([
        expect.objectContaining({ kernel: BUILT, architectures: ['aarch64'] }),
      ]),
    );
  });

  it('says that no builder has an architecture', async () => {
    world.builders = [aBuilder({ architectures: ['s390x'] })];
    renderWithWorld(<CoveragePage />, world);

    const button = await screen.findByRole('button', {
      name: `Build the toolkit image for ${NEW}, x86_64`,
    });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'No builder builds for x86_64.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('marks retired kernels, for which nothing is built', async () => {
    world.kernels = [aKernel(NEW, { retired: true })];
    renderWithWorld(<CoveragePage />, world);

    const row = await rowOf(NEW, 'x86_64');
    expect(within(row).getByText('Retired')).toBeVisible();
    expect(within(row).queryByRole('button')).not.toBeInTheDocument();
  });

  it('narrows to one driver and keeps that in the address', async () => {
    renderWithWorld(<CoveragePage />, world, {
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
      screen.getByRole('columnheader', { name: 'simple-kmod' }),
    ).toBeVisible();
    expect(screen.getByTestId('address')).toHaveTextContent(
      '/?driver=component%3Adefault%2Fsimple-kmod',
    );
  });

  it('keeps the column of a driver that has left the catalog', async () => {
    renderWithWorld(<CoveragePage />, world, { drivers: [] });

    const header = await screen.findByRole('columnheader', {
      name: 'simple-kmod',
    });
    expect(within(header).queryByRole('link')).not.toBeInTheDocument();
    expect(await rowOf(BUILT, 'x86_64')).toHaveTextContent('Succeeded');
  });

  it('says how a driver gets a column while there is none', async () => {
    world.builds = [];
    renderWithWorld(<CoveragePage />, world, { drivers: [] });

    expect(
      await screen.findByText(/No driver container is in the catalog yet/),
    ).toBeVisible();
  });

  it('names the sources that are not up to date', async () => {
    world.sources = [
      aSource({ error: 'repomd.xml answered 503.' }),
      aSource({
        id: 'rocky-9',
        title: 'Rocky Linux 9',
        error: '38 of 40 kernels are missing.',
        held: {
          reasons: ['38 of 40 kernels are missing.'],
          since: '2024-05-14T06:00:00Z',
        },
      }),
      aSource({
        id: 'alma-9',
        title: 'AlmaLinux 9',
        error: 'repomd.xml answered 404.',
        lastSuccess: undefined,
      }),
    ];
    renderWithWorld(<CoveragePage />, world);

    expect(
      await screen.findByText(/^CentOS Stream 9 couldn’t be read; what/),
    ).toBeVisible();
    expect(
      screen.getByText(/^Rocky Linux 9 suddenly lists far less/),
    ).toBeVisible();
    expect(screen.getByText('AlmaLinux 9 couldn’t be read yet.')).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Open the sources' }),
    ).toHaveAttribute('href', '/driver-toolkit/sources');
  });

  it('says why there is nothing to show', async () => {
    world.kernels = [];
    world.sources = [];
    renderWithWorld(<CoveragePage />, world);

    expect(
      await screen.findByText(/No kernel source is configured/),
    ).toBeVisible();
  });

  it('shows the backend’s sentence when it can’t be read, and tries again', async () => {
    world.failing.set(
      'getCoverage',
      await refusal(503, 'ServiceUnavailableError', 'The index is locked.'),
    );
    renderWithWorld(<CoveragePage />, world);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The index is locked.',
    );

    world.failing.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await rowOf(NEW, 'x86_64')).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});
