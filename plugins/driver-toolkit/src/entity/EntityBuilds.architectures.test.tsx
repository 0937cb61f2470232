import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aKernelEntity } from '../__testUtils__/entities';
import { clickBuild, renderEntityBuilds } from '../__testUtils__/entityBuilds';
import { Playback } from '../__testUtils__/Playback';

/** It has an image for x86_64, and none for aarch64. */
const HALF_BUILT = '5.14.0-379.el9';
/** The same, but its image is stale. */
const HALF_STALE = '5.14.0-377.el9';

describe('EntityBuilds on a kernel of several architectures', () => {
  const choose = async (name: string) => {
    await userEvent.click(
      await screen.findByRole('button', { name: /Architecture/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name }));
  };

  describe('whose image is', () => {
    let backend: Playback;

    beforeEach(() => {
      backend = new Playback('kernels');
    });

    const requested = () =>
      waitFor(() => {
        expect(backend.requests).toHaveLength(1);
        return backend.requests[0];
      });

    it('complete: rebuilds all', async () => {
      renderEntityBuilds(backend, aKernelEntity('5.14.0-391.el9'));
      await clickBuild();

      const request = await requested();
      expect(request).toMatchObject({ force: true });
      expect(request).not.toHaveProperty('architectures');
    });

    it('incomplete: builds what is missing, and leaves the others alone', async () => {
      renderEntityBuilds(backend, aKernelEntity(HALF_BUILT));
      expect(
        await screen.findByText('It is missing for aarch64; a build adds it.'),
      ).toBeVisible();
      await clickBuild();

      expect(await requested()).toMatchObject({ force: false });
    });

    it('incomplete and stale: rebuilds all', async () => {
      renderEntityBuilds(backend, aKernelEntity(HALF_STALE));
      await clickBuild('Rebuild');

      expect(await requested()).toMatchObject({ force: true });
    });

    it('incomplete: rebuilds one architecture', async () => {
      renderEntityBuilds(backend, aKernelEntity(HALF_BUILT));
      await choose('x86_64');
      await clickBuild();

      expect(await requested()).toMatchObject({
        architectures: ['x86_64'],
        force: true,
      });
    });

    it('incomplete: says what a build does to the chosen architecture', async () => {
      renderEntityBuilds(backend, aKernelEntity(HALF_BUILT));
      await choose('x86_64');
      expect(
        await screen.findByText('A build replaces the image for x86_64.'),
      ).toBeVisible();
      expect(screen.queryByText(/It is missing/)).not.toBeInTheDocument();

      await choose('aarch64');
      expect(
        await screen.findByText('It is missing for aarch64; a build adds it.'),
      ).toBeVisible();
      await clickBuild();
      expect(await requested()).toMatchObject({
        architectures: ['aarch64'],
        force: false,
      });
    });
  });

  it('shows the builds for other architectures, and what is left out', async () => {
    const leftOut =
      /^Not for s390x: No builder builds for s390x; configured builders have x86_64, aarch64/;
    renderEntityBuilds(
      new Playback('architectures'),
      aKernelEntity('5.14.0-427.el9'),
    );
    await clickBuild();

    expect(
      await screen.findByText(
        '2 builds for 5.14.0-427.el9 queued; this one is for aarch64',
      ),
    ).toBeVisible();
    expect(screen.getByText(leftOut)).toBeVisible();
    expect(
      screen.getAllByRole('link', { name: 'See the builders' })[0],
    ).toHaveAttribute('href', '/driver-toolkit/builders');

    await userEvent.click(await screen.findByRole('link', { name: 'x86_64' }));
    expect(await screen.findByRole('link', { name: 'aarch64' })).toBeVisible();
    expect(screen.queryByText(leftOut)).not.toBeInTheDocument();
  });
});
