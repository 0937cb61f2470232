import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { BuildView } from './BuildView';

const KERNEL = '5.14.0-427.el9';

describe('BuildView', () => {
  let opened: string[];

  beforeEach(() => {
    opened = [];
  });

  afterEach(() => jest.restoreAllMocks());

  /** Shows the oldest build. */
  async function renderBuild(backend: Playback, denied: string[] = []) {
    const { items } = await backend.client.getBuilds();
    const [{ id }] = items.slice(-1);
    renderWithBackend(
      <DriverToolkitQueries>
        <BuildView id={id} onCreated={({ build }) => opened.push(build.id)} />
      </DriverToolkitQueries>,
      backend,
      { denied },
    );
    return id;
  }

  const aRunningBuild = () => new Playback('cancelling', 'it runs');

  function state() {
    return screen.findByRole('status', { name: 'Build state' });
  }

  it('follows a build to its end and shows the outcome', async () => {
    const backend = new Playback('building', 'it runs');
    const id = await renderBuild(backend);
    expect(await state()).toHaveTextContent('Running');
    expect(screen.getByText('Build the image')).toHaveAttribute(
      'aria-current',
      'step',
    );

    backend.happen('it is pushed');
    await waitFor(async () =>
      expect(await state()).toHaveTextContent('Pushing'),
    );
    backend.happen('it succeeds');

    await waitFor(async () =>
      expect(await state()).toHaveTextContent('Succeeded'),
    );
    const { digest } = await backend.client.getBuild(id);
    expect(screen.getByTitle(digest!)).toBeVisible();
    expect(screen.getByText('7 min 0 s')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Copy: Digest' })).toBeEnabled();
    expect(
      screen.queryByRole('button', { name: 'Cancel build' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Retry' }),
    ).not.toBeInTheDocument();
  });

  it('cancels after a confirmation, and says so until the build has stopped', async () => {
    const backend = aRunningBuild();
    await renderBuild(backend);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel build' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(backend.requests).toEqual([]);

    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel build' }),
    );

    const button = await screen.findByRole('button', { name: 'Cancelling…' });
    expect(button).toBeDisabled();
    expect(backend.asked).toContainEqual(
      expect.stringMatching(/^POST \/builds\/.*\/cancel$/),
    );
    expect(await state()).toHaveTextContent('Running');

    backend.happen('it stops');
    await waitFor(async () =>
      expect(await state()).toHaveTextContent('Cancelled'),
    );
    expect(screen.getByRole('button', { name: 'Retry' })).toBeEnabled();
  });

  it('does not cancel if the user declines', async () => {
    const backend = aRunningBuild();
    await renderBuild(backend);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel build' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Keep building' }),
    );

    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(backend.requests).toEqual([]);
  });

  it('says why a build couldn’t be cancelled', async () => {
    const backend = aRunningBuild();
    const id = await renderBuild(backend);
    backend.refuse(`POST /builds/${id}/cancel`, 409, 'The build has finished.');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel build' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel build' }),
    );

    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'The build has finished.',
    );
  });

  it('disables cancelling without the permission, and says why', async () => {
    await renderBuild(aRunningBuild(), ['driver-toolkit.build.cancel']);

    const button = await screen.findByRole('button', { name: 'Cancel build' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'You lack the permission driver-toolkit.build.cancel.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('shows the failed step and the last lines, without colours', async () => {
    await renderBuild(new Playback('failing', 'it fails'));

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('dnf found no package kernel-devel.');
    expect(alert).toHaveTextContent('STEP 7/14: RUN dnf -y install');
    expect(
      within(alert).getByLabelText('Last lines of the log').textContent,
    ).toBe('Last metadata\nError: no match');
  });

  it('scrolls the last lines to the end, and lets the keyboard reach them', async () => {
    jest.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(500);
    await renderBuild(new Playback('failing', 'it fails'));

    const lines = await screen.findByLabelText('Last lines of the log');
    expect(lines.scrollTop).toBe(500);
    expect(lines).toHaveAttribute('tabindex', '0');
  });

  it('links to the kernel, and to the newest build of each other architecture', async () => {
    const backend = new Playback('architectures', 'it is built again');
    const { items } = await backend.client.getBuilds();
    const others = items.filter(
      ({ architecture }) => architecture === 'x86_64',
    );
    expect(others.map(each => each.state)).toEqual(['succeeded', 'failed']);
    await renderBuild(backend);

    expect(await screen.findByRole('link', { name: KERNEL })).toHaveAttribute(
      'href',
      `/catalog/default/resource/centos-stream-9-${KERNEL}`,
    );
    expect(await screen.findByRole('link', { name: 'x86_64' })).toHaveAttribute(
      'href',
      expect.stringContaining(`build=${others[0].id}`),
    );
    expect(screen.getByText('Succeeded')).toBeVisible();
    expect(screen.queryByText('Failed')).not.toBeInTheDocument();
  });

  it('says what a queued build waits for, and links to the builders', async () => {
    const backend = new Playback('building');
    await backend.client.createBuild({
      type: 'toolkit',
      source: 'centos-stream-9',
      kernel: KERNEL,
    });
    await renderBuild(backend);

    expect(
      await screen.findByText(/Waiting for a free builder for x86_64/),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'See the builders' }),
    ).toHaveAttribute('href', '/driver-toolkit/builders');

    backend.happen('it runs');
    expect(await screen.findByText('Live')).toBeVisible();
  });

  it('has no link to the builders in an app without the plugin’s page', async () => {
    const backend = new Playback('building');
    const { build } = await backend.client.createBuild({
      type: 'toolkit',
      source: 'centos-stream-9',
      kernel: KERNEL,
    });
    renderWithBackend(
      <DriverToolkitQueries>
        <BuildView id={build.id} onCreated={() => {}} />
      </DriverToolkitQueries>,
      backend,
      { withoutPage: true },
    );

    expect(
      await screen.findByText(/Waiting for a free builder for x86_64/),
    ).toBeVisible();
    expect(
      screen.queryByRole('link', { name: 'See the builders' }),
    ).not.toBeInTheDocument();
  });

  it('retries a failed build and opens the new one', async () => {
    const backend = new Playback('failing', 'it fails');
    const id = await renderBuild(backend);

    await userEvent.click(await screen.findByRole('button', { name: 'Retry' }));

    await waitFor(() => expect(opened).toHaveLength(1));
    const { items } = await backend.client.getBuilds();
    expect(items.map(build => build.id)).toEqual([...opened, id]);
  });

  it('shows the backend’s error for a missing build', async () => {
    const backend = aRunningBuild();
    const [{ id }] = (await backend.client.getBuilds()).items;
    backend.refuse(`GET /builds/${id}`, 404, 'There is no build of that id.');
    await renderBuild(backend);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no build of that id.',
    );
  });
});
