import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDriverEntity } from '../__testUtils__/entities';
import {
  clickBuild,
  renderEntityBuilds,
  worldOfThreeKernels,
} from '../__testUtils__/entityBuilds';
import { aBuild, aKernel } from '../__testUtils__/fixtures';
import type { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';

describe('EntityBuilds on a driver container', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = worldOfThreeKernels();
  });

  it('builds for the kernel the entity names, its default variant, on what architecture the backend can', async () => {
    renderEntityBuilds(world, aDriverEntity());
    expect(await screen.findByRole('combobox', { name: 'Kernel' })).toHaveValue(
      '5.14.0-391.el9',
    );

    await clickBuild();

    await waitFor(() =>
      expect(world.requests).toEqual([
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

  it('offers exactly the kernels with an image', async () => {
    renderEntityBuilds(world, aDriverEntity());
    const chooser = await screen.findByRole('combobox', { name: 'Kernel' });
    await userEvent.clear(chooser);
    await userEvent.type(chooser, '5.14');

    const options = await screen.findAllByRole('option');
    expect(options.map(option => option.textContent)).toEqual([
      expect.stringContaining('5.14.0-391.el9'),
      expect.stringContaining('5.14.0-388.el9'),
    ]);

    await userEvent.click(options[1]);
    await clickBuild();
    await waitFor(() =>
      expect(world.requests[0]).toMatchObject({ kernel: '5.14.0-388.el9' }),
    );
  });

  it('lets architecture and variant be chosen where there are several', async () => {
    renderEntityBuilds(world, aDriverEntity());
    await userEvent.click(
      await screen.findByRole('button', { name: /Variant/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name: 'rt' }));
    await clickBuild();
    await waitFor(() =>
      expect(world.requests[0]).toMatchObject({ variant: 'rt' }),
    );

    await userEvent.click(screen.getByRole('button', { name: /Architecture/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'aarch64' }),
    );

    expect(
      screen.queryByRole('button', { name: /Variant/ }),
    ).not.toBeInTheDocument();
  });

  it('says that the kernel it names has no image yet', async () => {
    renderEntityBuilds(world, aDriverEntity('5.14.0-427.el9'));

    expect(
      await screen.findByText(/5.14.0-427.el9, has no toolkit image yet/),
    ).toBeVisible();
    const button = screen.getByRole('button', { name: 'Build' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription('Choose a kernel first.'),
    );
    expect(button).toBeDisabled();
  });

  it('says what to do while no kernel has an image', async () => {
    world.kernels = [aKernel('5.14.0-427.el9')];
    renderEntityBuilds(world, aDriverEntity());

    expect(
      await screen.findByText(/No kernel has a toolkit image yet/),
    ).toBeVisible();
  });

  it('has a history of its own builds alone', async () => {
    world.builds = [
      aBuild({
        type: 'driver',
        state: 'succeeded',
        entityRef: 'component:default/simple-kmod',
      }),
      aBuild({ id: '11111111-1111-4111-8111-111111111111' }),
    ];
    renderEntityBuilds(world, aDriverEntity());

    const row = await screen.findByRole('row', { name: /simple-kmod/ });
    expect(within(row).getByText('Succeeded')).toBeVisible();
    expect(screen.getByText('1 of 1')).toBeVisible();
  });
});
