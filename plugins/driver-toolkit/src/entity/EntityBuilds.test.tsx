import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aKernelEntity, anImageEntity } from '../__testUtils__/entities';
import {
  clickBuild,
  renderEntityBuilds,
  worldOfThreeKernels,
} from '../__testUtils__/entityBuilds';
import { aBuild, aKernel } from '../__testUtils__/fixtures';
import type { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { refusal } from '../__testUtils__/refusal';

describe('EntityBuilds', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = worldOfThreeKernels();
  });

  describe('on a kernel', () => {
    it('builds its image and opens the build', async () => {
      renderEntityBuilds(world, aKernelEntity('5.14.0-427.el9'));
      expect(await screen.findByText('No image')).toBeVisible();

      await clickBuild();

      expect(
        await screen.findByRole('status', { name: 'Build state' }),
      ).toHaveTextContent('Queued');
      expect(world.requests).toEqual([
        {
          type: 'toolkit',
          source: 'centos-stream-9',
          kernel: '5.14.0-427.el9',
          repository: 'ghcr',
          force: false,
        },
      ]);
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/?build=${world.builds[0].id}`,
      );
    });

    it('shows the image as present as soon as its build has succeeded', async () => {
      renderEntityBuilds(world, aKernelEntity('5.14.0-427.el9'));
      await clickBuild();
      await screen.findByRole('status', { name: 'Build state' });

      world.kernels[0] = aKernel('5.14.0-427.el9', { imageState: 'present' });
      world.update(world.builds[0].id, { state: 'succeeded' });

      expect(await screen.findByText('Image present')).toBeVisible();
    });

    it('says that a build replaces an image that is there, and means it', async () => {
      renderEntityBuilds(world, aKernelEntity('5.14.0-388.el9'));
      expect(await screen.findByText('A build replaces it.')).toBeVisible();

      await clickBuild();

      await waitFor(() =>
        expect(world.requests[0]).toMatchObject({ force: true }),
      );
    });

    it('says why an image is stale and builds it anew', async () => {
      const reason = 'The base image has changed since.';
      world.kernels[1].images[0].stale = [reason];
      world.kernels[1].images[0].architectures.splice(1);
      renderEntityBuilds(world, aKernelEntity('5.14.0-391.el9'));
      expect(await screen.findByText(reason)).toBeVisible();

      const button = screen.getByRole('button', { name: 'Rebuild' });
      await waitFor(() => expect(button).toBeEnabled());
      await userEvent.click(button);

      await waitFor(() =>
        expect(world.requests[0]).toMatchObject({ force: true }),
      );
    });

    it('says why a retired kernel can’t be built for', async () => {
      world.kernels[0].retired = true;
      renderEntityBuilds(world, aKernelEntity('5.14.0-427.el9'));

      const button = await screen.findByRole('button', { name: 'Build' });
      await waitFor(() =>
        expect(button).toHaveAccessibleDescription(/has left its source/),
      );
      expect(button).toBeDisabled();
    });

    it('opens the build under way already and says so', async () => {
      const running = aBuild({ kernel: '5.14.0-427.el9', state: 'running' });
      world.builds = [running];
      const { toast } = renderEntityBuilds(
        world,
        aKernelEntity('5.14.0-427.el9'),
      );

      await clickBuild();

      expect(
        await screen.findByText(
          'A build for 5.14.0-427.el9 is under way already; this is the one.',
        ),
      ).toBeVisible();
      expect(toast.post).not.toHaveBeenCalled();
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/?build=${running.id}`,
      );
      expect(world.builds).toHaveLength(1);
    });

    it('shows why a build couldn’t be queued', async () => {
      world.failing.set(
        'createBuild',
        await refusal(503, 'ServiceUnavailableError', 'podman is absent.'),
      );
      renderEntityBuilds(world, aKernelEntity('5.14.0-427.el9'));

      await clickBuild();

      expect(await screen.findByRole('alert')).toHaveTextContent(
        'podman is absent.',
      );
    });
  });

  it('scrolls to the build that was asked for, not to the newest', async () => {
    const scroll = jest.spyOn(Element.prototype, 'scrollIntoView');
    world.builds = [aBuild({ kernel: '5.14.0-427.el9', state: 'succeeded' })];
    renderEntityBuilds(world, aKernelEntity('5.14.0-427.el9'));
    await screen.findByRole('status', { name: 'Build state' });
    expect(scroll).not.toHaveBeenCalled();

    await clickBuild();

    await waitFor(() => expect(scroll).toHaveBeenCalledTimes(1));
    expect(
      await screen.findByText('Build for 5.14.0-427.el9 queued'),
    ).toBeVisible();
  });

  it('shows the newest build of an image, and another by its address', async () => {
    const older = aBuild({
      id: '11111111-1111-4111-8111-111111111111',
      state: 'failed',
    });
    world.builds = [aBuild({ state: 'succeeded' }), older];

    renderEntityBuilds(
      world,
      anImageEntity('5.14.0-391.el9'),
      `/?build=${older.id}`,
    );

    expect(
      await screen.findByRole('status', { name: 'Build state' }),
    ).toHaveTextContent('Failed');
    const [newest] = await screen.findAllByRole('link', {
      name: /Toolkit image for/,
    });
    await userEvent.click(newest);
    await waitFor(async () =>
      expect(
        await screen.findByRole('status', { name: 'Build state' }),
      ).toHaveTextContent('Succeeded'),
    );
  });
});
