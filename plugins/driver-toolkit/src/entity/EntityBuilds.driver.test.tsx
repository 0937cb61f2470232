import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDriverEntity } from '../__testUtils__/entities';
import { clickBuild, renderEntityBuilds } from '../__testUtils__/entityBuilds';
import { Playback } from '../__testUtils__/Playback';

describe('EntityBuilds on a driver container', () => {
  let backend: Playback;

  beforeEach(() => {
    backend = new Playback('driver');
  });

  it('builds for the entity’s kernel and its default variant, and leaves the architecture to the backend', async () => {
    renderEntityBuilds(backend, aDriverEntity());
    expect(await screen.findByRole('combobox', { name: 'Kernel' })).toHaveValue(
      '5.14.0-391.el9',
    );

    await clickBuild();

    await waitFor(() =>
      expect(backend.requests).toEqual([
        {
          type: 'driver',
          entityRef: 'component:default/simple-kmod',
          source: 'centos-stream-9',
          kernel: '5.14.0-391.el9',
          variant: 'default',
        },
      ]),
    );
  });

  it('searches kernels with an image', async () => {
    renderEntityBuilds(backend, aDriverEntity());
    const chooser = await screen.findByRole('combobox', { name: 'Kernel' });
    await userEvent.clear(chooser);
    await userEvent.type(chooser, '5.14.0-3');

    await waitFor(() =>
      expect(backend.asked).toContainEqual(
        expect.stringMatching(/^GET \/kernels\?.*q=5.14.0-3(&|$)/),
      ),
    );
    const options = await screen.findAllByRole('option');
    expect(options.map(option => option.textContent)).toEqual([
      expect.stringContaining('5.14.0-391.el9'),
      expect.stringContaining('5.14.0-388.el9'),
    ]);

    await userEvent.click(options[1]);
    await clickBuild();
    await waitFor(() =>
      expect(backend.requests[0]).toMatchObject({ kernel: '5.14.0-388.el9' }),
    );
  });

  it('loads more kernels while the list scrolls', async () => {
    renderEntityBuilds(new Playback('many'), aDriverEntity('5.14.0-159.el9'));
    await userEvent.click(
      await screen.findByRole('button', { name: /Kernel/ }),
    );

    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(25));
  });

  it('offers architecture and variant if there are several', async () => {
    renderEntityBuilds(backend, aDriverEntity());
    await userEvent.click(
      await screen.findByRole('button', { name: /Variant/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name: 'rt' }));
    await clickBuild();
    await waitFor(() =>
      expect(backend.requests[0]).toMatchObject({ variant: 'rt' }),
    );

    await userEvent.click(screen.getByRole('button', { name: /Architecture/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'aarch64' }),
    );

    expect(
      screen.queryByRole('button', { name: /Variant/ }),
    ).not.toBeInTheDocument();
  });

  it('says that the entity’s kernel has no image yet', async () => {
    renderEntityBuilds(backend, aDriverEntity('5.14.0-427.el9'));

    expect(
      await screen.findByText(/5.14.0-427.el9, has no toolkit image yet/),
    ).toBeVisible();
    const button = screen.getByRole('button', { name: 'Build' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription('Choose a kernel first.'),
    );
    expect(button).toBeDisabled();
  });

  it('says what to do if no kernel has an image', async () => {
    renderEntityBuilds(new Playback('nothing'), aDriverEntity());

    expect(await screen.findByText(/no kernel has one yet/)).toBeVisible();
  });

  it('has a history of its own builds only', async () => {
    renderEntityBuilds(new Playback('history'), aDriverEntity());

    const row = await screen.findByRole('row', { name: /simple-kmod/ });
    expect(within(row).getByText('Succeeded')).toBeVisible();
    expect(screen.getByText('1 of 1')).toBeVisible();
  });
});
