import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anImageEntity } from '../__testUtils__/entities';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { ImageCard } from './ImageCard';

describe('ImageCard', () => {
  let backend: Playback;
  let image: Image;

  beforeEach(async () => {
    backend = new Playback('kernels');
    const { items } = await backend.client.getImages({
      entityRef: 'resource:default/ghcr-5.14.0-391.el9',
      limit: 1,
    });
    image = items[0];
  });

  function renderCard(kernel?: string) {
    renderWithBackend(
      <EntityProvider entity={anImageEntity(kernel)}>
        <ImageCard />
      </EntityProvider>,
      backend,
    );
  }

  it('shows digest, platforms, size and labels', async () => {
    renderCard();

    expect(await screen.findByText(image.digest!)).toBeVisible();
    expect(screen.getByText('amd64, arm64')).toBeVisible();
    expect(screen.getByText('1.1 GiB')).toBeVisible();
    expect(screen.getByRole('row', { name: /linux\/arm64/ })).toHaveTextContent(
      '579 MiB',
    );
    expect(screen.getByText('kernel-version')).toBeInTheDocument();
  });

  it('gives the commands with the digest and copies them', async () => {
    const user = userEvent.setup();
    const written = jest.spyOn(navigator.clipboard, 'writeText');
    renderCard();
    const pinned = `ghcr.io/fabiendupont/driver-toolkit@${image.digest}`;
    expect(await screen.findByText(`podman pull ${pinned}`)).toBeVisible();

    await user.click(
      screen.getByRole('button', { name: 'Copy: Use as builder stage' }),
    );

    expect(written).toHaveBeenCalledWith(`FROM ${pinned} AS builder`);
    expect(await screen.findByText('Copied')).toBeInTheDocument();
  });

  it('selects the text if the clipboard is unavailable', async () => {
    const user = userEvent.setup();
    renderCard();
    await screen.findByText(image.digest!);
    jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockRejectedValue(new Error('NotAllowedError'));

    await user.click(screen.getByRole('button', { name: 'Copy: Digest' }));

    expect(await screen.findByText(/press Ctrl\+C/)).toBeInTheDocument();
    expect(window.getSelection()?.toString()).toBe(image.digest);
  });

  it('says why details are missing', async () => {
    renderCard('5.14.0-365.el9');

    expect(await screen.findByText('ghcr.io answered 429.')).toBeVisible();
    expect(
      screen.getByText(
        'podman pull ghcr.io/fabiendupont/driver-toolkit:5.14.0-365.el9',
      ),
    ).toBeVisible();
  });

  it('shows its SBOM and signatures', async () => {
    renderCard();

    const [{ digest }] = image.referrers!;
    const sbom = await screen.findByRole('row', { name: /SBOM/ });
    expect(sbom).toHaveTextContent('application/spdx+json');
    expect(sbom).toHaveTextContent('2.0 KiB');
    expect(screen.getByTitle(digest)).toBeVisible();
    expect(screen.getByRole('row', { name: /Other/ })).toBeVisible();
  });

  describe('of a stale image', () => {
    it('says why and rebuilds it', async () => {
      backend = new Playback('rebuilding');
      renderCard('5.14.0-381.el9');
      expect(
        await screen.findByText(
          'The base image quay.io/centos/centos:stream9 has changed since.',
        ),
      ).toBeVisible();

      const button = screen.getByRole('button', { name: 'Rebuild' });
      await waitFor(() => expect(button).toBeEnabled());
      await userEvent.click(button);

      await waitFor(() =>
        expect(backend.requests).toEqual([
          {
            type: 'toolkit',
            source: 'centos-stream-9',
            kernel: '5.14.0-381.el9',
            architectures: ['x86_64'],
            repository: 'ghcr',
            force: true,
          },
        ]),
      );
    });

    it('says that a retired kernel’s image can’t be built', async () => {
      renderCard('5.14.0-371.el9');

      const button = await screen.findByRole('button', { name: 'Rebuild' });
      await waitFor(() =>
        expect(button).toHaveAccessibleDescription(/has left its source/),
      );
      expect(button).toBeDisabled();
    });

    it('is rebuilt for all its architectures', async () => {
      renderCard('5.14.0-364.el9');

      const button = await screen.findByRole('button', { name: 'Rebuild' });
      await waitFor(() => expect(button).toBeEnabled());
      await userEvent.click(button);

      await waitFor(() =>
        expect(backend.requests).toEqual([
          expect.objectContaining({ architectures: ['x86_64', 'aarch64'] }),
        ]),
      );
    });
  });

  it('says when the image is gone from its repository', async () => {
    renderCard('gone');

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'no longer in its repository',
    );
  });
});
