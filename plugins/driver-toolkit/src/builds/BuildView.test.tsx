import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aBuild, aDigest, aKernel } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { BuildView } from './BuildView';

describe('BuildView', () => {
  const running = aBuild({
    state: 'running',
    startedAt: '2024-05-14T06:01:00Z',
  });
  let world: InMemoryDriverToolkit;
  let opened: string[];

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.kernels = [aKernel(running.kernel)];
    world.builds = [running];
    opened = [];
  });

  afterEach(() => jest.restoreAllMocks());

  function renderBuild(denied: string[] = []) {
    return renderWithWorld(
      <DriverToolkitQueries>
        <BuildView
          id={running.id}
          onCreated={({ build }) => opened.push(build.id)}
        />
      </DriverToolkitQueries>,
      world,
      { denied },
    );
  }

  function state() {
    return screen.findByRole('status', { name: 'Build state' });
  }

  it('follows a build to its end and shows what came of it', async () => {
    const digest = aDigest('result');
    renderBuild();
    expect(await state()).toHaveTextContent('Running');
    expect(screen.getByText('Build the image')).toHaveAttribute(
      'aria-current',
      'step',
    );

    world.update(running.id, { state: 'pushing' });
    await waitFor(async () =>
      expect(await state()).toHaveTextContent('Pushing'),
    );
    world.update(running.id, {
      state: 'succeeded',
      digest,
      finishedAt: '2024-05-14T06:03:05Z',
    });

    await waitFor(async () =>
      expect(await state()).toHaveTextContent('Succeeded'),
    );
    expect(screen.getByTitle(digest)).toBeVisible();
    expect(screen.getByText('2 min 5 s')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Copy: Digest' })).toBeEnabled();
    expect(
      screen.queryByRole('button', { name: 'Cancel build' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Retry' }),
    ).not.toBeInTheDocument();
  });

  it('cancels after asking, and says so until the build has stopped', async () => {
    renderBuild();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel build' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(world.builds[0].cancelRequested).toBe(false);

    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel build' }),
    );

    const button = await screen.findByRole('button', { name: 'Cancelling…' });
    expect(button).toBeDisabled();
    expect(world.builds[0].cancelRequested).toBe(true);
    expect(await state()).toHaveTextContent('Running');

    world.update(running.id, { state: 'cancelled' });
    await waitFor(async () =>
      expect(await state()).toHaveTextContent('Cancelled'),
    );
    expect(screen.getByRole('button', { name: 'Retry' })).toBeEnabled();
  });

  it('leaves the build alone when the question is answered with no', async () => {
    renderBuild();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel build' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Keep building' }),
    );

    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(world.builds[0].cancelRequested).toBe(false);
  });

  it('says why a build couldn’t be cancelled', async () => {
    world.failing.set(
      'cancelBuild',
      await refusal(409, 'ConflictError', 'The build has finished.'),
    );
    renderBuild();
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

  it('disables cancelling, with the reason, without the permission', async () => {
    renderBuild(['driver-toolkit.build.cancel']);

    const button = await screen.findByRole('button', { name: 'Cancel build' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'You lack the permission driver-toolkit.build.cancel.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('shows the failed step and the last lines, without their colours', async () => {
    world.update(running.id, {
      state: 'failed',
      error: {
        message: 'dnf found no package kernel-devel.',
        step: 'STEP 7/14: RUN dnf -y install',
        lines: ['Last metadata', '\u001b[31mError: no match\u001b[0m'],
      },
    });
    renderBuild();

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('dnf found no package kernel-devel.');
    expect(alert).toHaveTextContent('STEP 7/14: RUN dnf -y install');
    expect(
      within(alert).getByLabelText('Last lines of the log').textContent,
    ).toBe('Last metadata\nError: no match');
  });

  it('opens the last lines at their end, and lets the keyboard reach them', async () => {
    jest.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(500);
    world.update(running.id, {
      state: 'failed',
      error: { message: 'It failed.', step: 'RUN make', lines: ['Error 1'] },
    });
    renderBuild();

    const lines = await screen.findByLabelText('Last lines of the log');
    expect(lines.scrollTop).toBe(500);
    expect(lines).toHaveAttribute('tabindex', '0');
  });

  it('leads to the kernel, and to the newest build of each other architecture', async () => {
    const arm = (id: string, outcome: 'failed' | 'succeeded') =>
      aBuild({ id, architecture: 'aarch64', state: outcome });
    world.builds = [
      arm('11111111-1c84-4b3a-9a63-5fb4b1f8cb22', 'succeeded'),
      running,
      arm('22222222-1c84-4b3a-9a63-5fb4b1f8cb22', 'failed'),
    ];
    renderBuild();

    expect(
      await screen.findByRole('link', { name: running.kernel }),
    ).toHaveAttribute(
      'href',
      `/catalog/default/resource/centos-stream-9-${running.kernel}`,
    );
    expect(
      await screen.findByRole('link', { name: 'aarch64' }),
    ).toHaveAttribute('href', expect.stringContaining('build=11111111'));
    expect(screen.getByText('Succeeded')).toBeVisible();
    expect(screen.queryByText('Failed')).not.toBeInTheDocument();
  });

  it('says what a queued build waits for, and where to look', async () => {
    world.update(running.id, { state: 'queued', startedAt: undefined });
    renderBuild();

    expect(
      await screen.findByText(/Waiting for a free builder for x86_64/),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'See the builders' }),
    ).toHaveAttribute('href', '/driver-toolkit/builders');

    world.update(running.id, { state: 'running' });
    expect(await screen.findByText('Live')).toBeVisible();
  });

  it('retries a failed build and opens the new one', async () => {
    world.update(running.id, { state: 'failed' });
    renderBuild();

    await userEvent.click(await screen.findByRole('button', { name: 'Retry' }));

    await waitFor(() => expect(opened).toEqual([world.builds[0].id]));
    expect(world.builds).toHaveLength(2);
  });

  it('shows the backend’s sentence for a build that isn’t there', async () => {
    world.failing.set(
      'getBuild',
      await refusal(404, 'NotFoundError', 'There is no build of that id.'),
    );
    renderBuild();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no build of that id.',
    );
  });
});
