import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aKernelEntity } from '../__testUtils__/entities';
import {
  clickBuild,
  renderEntityBuilds,
  worldOfThreeKernels,
} from '../__testUtils__/entityBuilds';
import type { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';

describe('EntityBuilds on a kernel of several architectures', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = worldOfThreeKernels();
  });

  const ofArm = (state: 'absent' | 'present') => {
    const [image] = world.kernels[1].images;
    image.architectures[1].state = state;
  };
  const choose = async (name: string) => {
    await userEvent.click(
      await screen.findByRole('button', { name: /Architecture/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name }));
  };
  const requested = () =>
    waitFor(() => {
      expect(world.requests).toHaveLength(1);
      return world.requests[0];
    });

  it('builds all anew where none is missing', async () => {
    renderEntityBuilds(world, aKernelEntity('5.14.0-391.el9'));
    await clickBuild();

    const request = await requested();
    expect(request).toMatchObject({ force: true });
    expect(request).not.toHaveProperty('architectures');
  });

  it('builds what is missing, and costs the others nothing', async () => {
    ofArm('absent');
    renderEntityBuilds(world, aKernelEntity('5.14.0-391.el9'));
    expect(
      await screen.findByText('There is none for aarch64; a build adds it.'),
    ).toBeVisible();
    await clickBuild();

    expect(await requested()).toMatchObject({ force: false });
  });

  it('builds all anew where what is there is stale', async () => {
    ofArm('absent');
    world.kernels[1].images[0].stale = ['The base image has changed.'];
    renderEntityBuilds(world, aKernelEntity('5.14.0-391.el9'));
    const button = await screen.findByRole('button', { name: 'Rebuild' });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);

    expect(await requested()).toMatchObject({ force: true });
  });

  it('builds one of them', async () => {
    ofArm('absent');
    renderEntityBuilds(world, aKernelEntity('5.14.0-391.el9'));
    await choose('x86_64');
    await clickBuild();

    expect(await requested()).toMatchObject({
      architectures: ['x86_64'],
      force: true,
    });
  });

  it('says what a build makes of the one that is chosen', async () => {
    ofArm('absent');
    renderEntityBuilds(world, aKernelEntity('5.14.0-391.el9'));
    await choose('x86_64');
    expect(
      await screen.findByText('A build replaces the image for x86_64.'),
    ).toBeVisible();
    expect(screen.queryByText(/There is none/)).not.toBeInTheDocument();

    await choose('aarch64');
    expect(
      await screen.findByText('There is none for aarch64; a build adds it.'),
    ).toBeVisible();
    await clickBuild();
    expect(await requested()).toMatchObject({
      architectures: ['aarch64'],
      force: false,
    });
  });

  it('says what is built beside it, and what is left out', async () => {
    const { createBuild } = world;
    world.createBuild = async request => {
      const answer = await createBuild.call(world, request);
      const sibling = {
        ...answer.build,
        id: '7d7f4a3e-0c7b-4a39-8f0e-4d2f7b3f9c33',
        architecture: 'aarch64',
      };
      world.builds = [sibling, ...world.builds];
      return {
        ...answer,
        build: {
          ...answer.build,
          siblings: [sibling],
          leftOut: [{ architecture: 's390x', reason: 'No builder.' }],
        },
      };
    };
    renderEntityBuilds(world, aKernelEntity('5.14.0-391.el9'));
    await clickBuild();

    expect(
      await screen.findByText(
        '2 builds for 5.14.0-391.el9 queued; this one is for x86_64',
      ),
    ).toBeVisible();
    expect(screen.getByText('Not for s390x: No builder.')).toBeVisible();
    expect(
      screen.getAllByRole('link', { name: 'See the builders' })[0],
    ).toHaveAttribute('href', '/driver-toolkit/builders');

    await userEvent.click(await screen.findByRole('link', { name: 'aarch64' }));
    expect(await screen.findByRole('link', { name: 'x86_64' })).toBeVisible();
    expect(
      screen.queryByText('Not for s390x: No builder.'),
    ).not.toBeInTheDocument();
  });
});
