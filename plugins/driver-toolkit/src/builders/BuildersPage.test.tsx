import { screen, within } from '@testing-library/react';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { BuildersPage } from './BuildersPage';

describe('BuildersPage', () => {
  async function card(id: string) {
    renderWithBackend(<BuildersPage />, new Playback('builders'));
    const group = within(await screen.findByRole('group', { name: id }));
    return Object.assign(group, {
      /** The value next to a name. */
      factOf: (name: string) => group.getByText(name).nextSibling!.textContent,
    });
  }

  it('shows a builder’s abilities and load', async () => {
    const local = await card('local');

    expect(local.getByRole('heading', { name: 'local' })).toBeVisible();
    expect(local.getByText('Reachable')).toBeVisible();
    expect(local.factOf('Version')).toBe('4.3.1');
    expect(local.factOf('Running builds')).toBe('0 of 2');
    expect(local.factOf('Waiting builds')).toBe('3');
    expect(local.factOf('Free space')).toBe('17.0 GiB');
    expect(local.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('counts running builds', async () => {
    renderWithBackend(<BuildersPage />, new Playback('building', 'it runs'));

    expect(await screen.findByText('1 of 1')).toBeVisible();
  });

  it('shows the disk use of a builder’s images', async () => {
    const local = await card('local');

    expect(local.factOf('Image storage')).toBe('/srv/driver-toolkit');
    expect(local.factOf('Disk use of images')).toBe('11.0 GiB of 50.0 GiB');
    expect(local.factOf('Toolkit builds')).toBe('5.0 GiB');
    expect(local.factOf('Driver builds')).toBe('2.0 GiB');
    expect(local.factOf('Toolkit images for drivers')).toBe('4.0 GiB');
    expect(local.queryByText('Kept toolkit images')).not.toBeInTheDocument();
  });

  it.each([
    { id: 'toolkits', text: 'Toolkits only' },
    { id: 'drivers', text: 'Drivers only' },
  ])('says what a builder is for: $text', async ({ id, text }) => {
    expect((await card(id)).factOf('Builds')).toBe(text);
  });

  it('shows no restriction if there is none', async () => {
    const arm = await card('arm');

    expect(arm.queryByText('Builds')).not.toBeInTheDocument();
    expect(arm.queryByText('Image storage')).not.toBeInTheDocument();
  });

  it('shows a builder’s problems', async () => {
    const arm = await card('arm');

    expect(arm.getByRole('alert')).toHaveTextContent(
      'podman is not installed: apt-get install podman.',
    );
    expect(arm.getByText('Not reachable')).toBeVisible();
  });

  it('says how to configure a builder if there is none', async () => {
    renderWithBackend(<BuildersPage />, new Playback('nothing'));

    expect(
      await screen.findByText(/Add one under driverToolkit.builders/),
    ).toBeVisible();
  });

  it('shows the backend’s error if the builders fail to load', async () => {
    const backend = new Playback('nothing');
    backend.refuse('GET /builders', 500, 'podman didn’t answer.');
    renderWithBackend(<BuildersPage />, backend);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'podman didn’t answer.',
    );
  });
});
