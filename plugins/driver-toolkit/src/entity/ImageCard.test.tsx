import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { anImageEntity } from '../__testUtils__/entities';
import { aKernel, anImage } from '../__testUtils__/fixtures';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { ImageCard } from './ImageCard';

describe('ImageCard', () => {
  const image = anImage('5.14.0-391.el9');
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.images = [anImage('5.14.0-388.el9'), image];
  });

  function renderCard() {
    renderWithWorld(
      <EntityProvider entity={anImageEntity()}>
        <ImageCard />
      </EntityProvider>,
      world,
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
      screen.getByRole('button', { name: 'Copy: Use it as builder stage' }),
    );

    expect(written).toHaveBeenCalledWith(`FROM ${pinned} AS builder`);
    expect(await screen.findByText('Copied')).toBeInTheDocument();
  });

  it('selects the text where the clipboard is out of reach', async () => {
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
    world.images = [
      {
        ...image,
        digest: undefined,
        platforms: [],
        error: 'ghcr.io said 429.',
      },
    ];
    renderCard();

    expect(await screen.findByText('ghcr.io said 429.')).toBeVisible();
    expect(screen.getByText(`podman pull ${image.reference}`)).toBeVisible();
  });

  it('shows the SBOM and signatures there are of it', async () => {
    world.images = [
      {
        ...image,
        referrers: [
          {
            digest: 'sha256:1111',
            kind: 'sbom',
            artifactType: 'application/spdx+json',
            size: 2048,
          },
          { digest: 'sha256:2222' },
        ],
      },
    ];
    renderCard();

    const sbom = await screen.findByRole('row', { name: /SBOM/ });
    expect(sbom).toHaveTextContent('application/spdx+json');
    expect(sbom).toHaveTextContent('2.0 KiB');
    expect(screen.getByTitle('sha256:1111')).toBeVisible();
    expect(screen.getByRole('row', { name: /Something else/ })).toBeVisible();
  });

  describe('of a stale image', () => {
    const reason = 'The base image has changed since.';

    beforeEach(() => {
      world.kernels = [aKernel('5.14.0-391.el9', { imageState: 'present' })];
    });

    it('says why and builds it anew', async () => {
      world.images = [
        { ...image, stale: [reason], platforms: image.platforms.slice(0, 1) },
      ];
      renderCard();
      expect(await screen.findByText(reason)).toBeVisible();

      const button = screen.getByRole('button', { name: 'Rebuild' });
      await waitFor(() => expect(button).toBeEnabled());
      await userEvent.click(button);

      await waitFor(() =>
        expect(world.requests).toEqual([
          {
            type: 'toolkit',
            source: 'centos-stream-9',
            kernel: '5.14.0-391.el9',
            architectures: ['x86_64'],
            repository: 'ghcr',
            force: true,
          },
        ]),
      );
    });

    it('says that none can be built once the kernel is retired', async () => {
      world.kernels[0].retired = true;
      world.images = [
        { ...image, stale: [reason], platforms: image.platforms.slice(0, 1) },
      ];
      renderCard();

      const button = await screen.findByRole('button', { name: 'Rebuild' });
      await waitFor(() =>
        expect(button).toHaveAccessibleDescription(/has left its source/),
      );
      expect(button).toBeDisabled();
    });

    it('is built anew for all that it has', async () => {
      world.images = [{ ...image, stale: [reason] }];
      renderCard();

      const button = await screen.findByRole('button', { name: 'Rebuild' });
      await waitFor(() => expect(button).toBeEnabled());
      await userEvent.click(button);

      await waitFor(() =>
        expect(world.requests).toEqual([
          expect.objectContaining({ architectures: ['x86_64', 'aarch64'] }),
        ]),
      );
    });
  });

  it('says when the image is gone from its repository', async () => {
    world.images = [];
    renderCard();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'no longer in its repository',
    );
  });
});
