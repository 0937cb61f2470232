import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aKernelEntity, anImageEntity } from '../__testUtils__/entities';
import { clickBuild, renderEntityBuilds } from '../__testUtils__/entityBuilds';
import { Playback } from '../__testUtils__/Playback';

describe('EntityBuilds', () => {
  describe('on a kernel', () => {
    let backend: Playback;

    beforeEach(() => {
      backend = new Playback('building');
    });

    it('builds its image and opens the build', async () => {
      renderEntityBuilds(backend, aKernelEntity('5.14.0-427.el9'));
      expect(await screen.findByText('No image')).toBeVisible();

      await clickBuild();

      expect(
        await screen.findByRole('status', { name: 'Build state' }),
      ).toHaveTextContent('Queued');
      expect(backend.requests).toEqual([
        {
          type: 'toolkit',
          source: 'centos-stream-9',
          kernel: '5.14.0-427.el9',
          repository: 'ghcr',
          force: false,
        },
      ]);
      const { items } = await backend.client.getBuilds({});
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/?build=${items[0].id}`,
      );
    });

    it('shows the image as present when its build has succeeded', async () => {
      renderEntityBuilds(backend, aKernelEntity('5.14.0-427.el9'));
      await clickBuild();
      await screen.findByRole('status', { name: 'Build state' });
      expect(screen.getByText('No image')).toBeVisible();

      backend.happen('it succeeds');

      expect(await screen.findByText('Image present')).toBeVisible();
    });

    it('says that a build replaces an existing image, and forces it', async () => {
      renderEntityBuilds(backend, aKernelEntity('5.14.0-388.el9'));
      expect(await screen.findByText('A build replaces it.')).toBeVisible();

      await clickBuild();

      await waitFor(() =>
        expect(backend.requests[0]).toMatchObject({ force: true }),
      );
    });

    it('says why an image is stale and rebuilds it', async () => {
      backend = new Playback('rebuilding');
      renderEntityBuilds(backend, aKernelEntity('5.14.0-381.el9'));
      expect(
        await screen.findByText(
          'The base image quay.io/centos/centos:stream9 has changed since.',
        ),
      ).toBeVisible();

      await clickBuild('Rebuild');

      await waitFor(() =>
        expect(backend.requests[0]).toMatchObject({ force: true }),
      );
    });

    it('says why a retired kernel can’t be built for', async () => {
      renderEntityBuilds(
        new Playback('kernels'),
        aKernelEntity('5.14.0-370.el9'),
      );

      const button = await screen.findByRole('button', { name: 'Build' });
      await waitFor(() =>
        expect(button).toHaveAccessibleDescription(/has left its source/),
      );
      expect(button).toBeDisabled();
    });

    it('opens the build that is already under way, and says so', async () => {
      backend.happen('it runs');
      const [running] = (await backend.client.getBuilds({})).items;
      const { toast } = renderEntityBuilds(
        backend,
        aKernelEntity('5.14.0-427.el9'),
      );

      await clickBuild();

      expect(
        await screen.findByText(
          'A build for 5.14.0-427.el9 is already under way; here it is.',
        ),
      ).toBeVisible();
      expect(toast.post).not.toHaveBeenCalled();
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/?build=${running.id}`,
      );
    });

    it('shows why a build couldn’t be queued', async () => {
      backend.refuse('POST /builds', 503, 'podman is absent.');
      renderEntityBuilds(backend, aKernelEntity('5.14.0-427.el9'));

      await clickBuild();

      expect(await screen.findByRole('alert')).toHaveTextContent(
        'podman is absent.',
      );
    });
  });

  it('scrolls to the requested build, not to the newest', async () => {
    const scroll = jest.spyOn(Element.prototype, 'scrollIntoView');
    renderEntityBuilds(
      new Playback('rebuilding', 'it succeeds'),
      aKernelEntity('5.14.0-381.el9'),
    );
    expect(
      await screen.findByRole('status', { name: 'Build state' }),
    ).toHaveTextContent('Succeeded');
    expect(scroll).not.toHaveBeenCalled();

    await clickBuild();

    await waitFor(() => expect(scroll).toHaveBeenCalledTimes(1));
    expect(
      await screen.findByText('Build for 5.14.0-381.el9 queued'),
    ).toBeVisible();
  });

  it('shows the newest build of an image, and another by its address', async () => {
    const backend = new Playback('history');
    const { items } = await backend.client.getBuilds({
      entityRef: 'resource:default/ghcr-5.14.0-391.el9',
    });
    const [newest, older] = items;
    expect([newest.state, older.state]).toEqual(['succeeded', 'failed']);

    renderEntityBuilds(
      backend,
      anImageEntity('5.14.0-391.el9'),
      `/?build=${older.id}`,
    );

    expect(
      await screen.findByRole('status', { name: 'Build state' }),
    ).toHaveTextContent('Failed');
    const [link] = await screen.findAllByRole('link', {
      name: /Toolkit image for/,
    });
    await userEvent.click(link);
    await waitFor(async () =>
      expect(
        await screen.findByRole('status', { name: 'Build state' }),
      ).toHaveTextContent('Succeeded'),
    );
  });
});
