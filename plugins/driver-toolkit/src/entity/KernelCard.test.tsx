import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { aKernelEntity } from '../__testUtils__/entities';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { KernelCard } from './KernelCard';

const TOOLKIT = /^quay.io\/okd\/scos-content@sha256:/;

describe('KernelCard', () => {
  function renderCard(
    entity = aKernelEntity(),
    backend = new Playback('kernels'),
  ) {
    renderWithBackend(
      <EntityProvider entity={entity}>
        <KernelCard />
      </EntityProvider>,
      backend,
    );
  }

  it('shows the kernel’s flavours and whether they are buildable', async () => {
    renderCard(aKernelEntity('5.14.0-366.el9'));

    expect(
      await screen.findByRole('row', { name: /5.14.0-366.el9.x86_64\+rt/ }),
    ).toHaveTextContent('its devel package is missing');
    expect(
      screen.getByRole('row', { name: /5.14.0-366.el9.x86_64\b(?!\+)/ }),
    ).not.toHaveTextContent('is missing');
  });

  it('shows each repository’s image with its state and digest', async () => {
    const backend = new Playback('kernels');
    const { images } = await backend.client.getKernel(
      'rocky-9',
      '5.14.0-362.el9',
    );
    renderCard(aKernelEntity('5.14.0-362.el9', 'rocky-9'), backend);

    const present = await screen.findByRole('row', { name: /ghcr/ });
    expect(present).toHaveTextContent('Image present');
    expect(screen.getAllByTitle(images[0].digest!)[0]).toBeVisible();
    expect(screen.getByRole('link', { name: 'ghcr' })).toHaveAttribute(
      'href',
      '/catalog/default/resource/ghcr-5.14.0-362.el9',
    );
    const unknown = screen.getByRole('row', { name: /^down/ });
    expect(unknown).toHaveTextContent('Unknown');
    expect(unknown).toHaveTextContent('registry.example.com answered 429.');
  });

  it('shows an image’s missing architectures and why it is stale', async () => {
    renderCard(aKernelEntity('5.14.0-377.el9'));

    const row = await screen.findByRole('row', { name: /ghcr/ });
    expect(row).toHaveTextContent('aarch64: missing');
    expect(row).not.toHaveTextContent('x86_64: missing');
    expect(row).toHaveTextContent('Stale');
    expect(row).toHaveTextContent(
      'The base image quay.io/centos/centos:stream9 has changed since.',
    );
  });

  it('explains a retired kernel', async () => {
    renderCard(aKernelEntity('5.14.0-370.el9'));

    expect(
      await screen.findByText('This kernel has left its source'),
    ).toBeVisible();
  });

  it('shows the toolkit images of the releases a kernel is part of', async () => {
    renderCard(aKernelEntity('5.14.0-378.el9', 'okd'));

    expect(await screen.findByText(TOOLKIT)).toBeVisible();
    expect(screen.getByText('4.16.3')).toBeVisible();
    expect(screen.getByText('11 releases before it')).toBeVisible();
    expect(screen.getByText(/^4.16.2 and 10 more$/)).toBeInTheDocument();
  });

  it('says that no repository is for the kernel', async () => {
    renderCard(aKernelEntity('5.14.0-378.el9', 'okd'));

    expect(
      await screen.findByText(
        'No image repository is configured for this kernel’s source.',
      ),
    ).toBeVisible();
  });

  describe('of a kernel that nodes run although their release has no toolkit image for it', () => {
    const needed = /No configured source has the packages of this kernel/;

    it('says which kernel the release’s image is for, and what is needed', async () => {
      renderCard(aKernelEntity('6.12.0-225.el10', 'okd'));

      expect(
        await screen.findByText(
          'x86_64 nodes of release 4.20.3 run this kernel, but the release has no toolkit image for it',
        ),
      ).toBeVisible();
      expect(
        screen.getByText(
          'Their driver-toolkit is for 6.12.0-212.el10. Modules built in it do not load on these nodes.',
        ),
      ).toBeVisible();
      expect(screen.getByText(needed)).toHaveTextContent(
        'configure a kernel source of type rpm that has kernel 6.12.0-225.el10.',
      );
    });

    it('names some releases and counts the others', async () => {
      renderCard(aKernelEntity('6.12.0-226.el10', 'okd'));

      expect(
        await screen.findByText(
          'x86_64 nodes of 6 releases (the newest is 4.20.3) run this kernel, but the releases have no toolkit image for it',
        ),
      ).toBeVisible();
      expect(
        screen.getByText(
          'They have no driver-toolkit at all. Releases: 4.20.3, 4.20.2 and 4 more',
        ),
      ).toBeVisible();
    });

    it('links to the source with its packages', async () => {
      renderCard(aKernelEntity('6.12.0-224.el10', 'okd'));

      const row = await screen.findByRole('row', { name: /centos-stream-10/ });
      expect(row).toHaveTextContent(
        'None yet: it can be built there for x86_64',
      );
      expect(
        screen.getByRole('link', { name: 'centos-stream-10' }),
      ).toHaveAttribute(
        'href',
        '/catalog/default/resource/centos-stream-10-6.12.0-224.el10',
      );
      expect(screen.queryByText(needed)).not.toBeInTheDocument();
    });

    it('shows another source’s toolkit image', async () => {
      renderCard(aKernelEntity('6.12.0-227.el10', 'okd'));

      expect(
        await screen.findByText(
          'ghcr.io/fabiendupont/driver-toolkit:6.12.0-227.el10',
        ),
      ).toBeVisible();
      const row = screen.getByRole('row', { name: /centos-stream-10/ });
      expect(row).toHaveTextContent('Image present');
      expect(row).not.toHaveTextContent('can be built there');
    });

    it('says that it is unknown whether there is one', async () => {
      renderCard(aKernelEntity('6.12.0-228.el10', 'okd'));

      expect(
        await screen.findByRole('row', { name: /alma-9/ }),
      ).toHaveTextContent('It is unknown whether there is one');
      expect(screen.queryByText(needed)).not.toBeInTheDocument();
    });
  });

  it('does not ask for existing packages', async () => {
    renderCard();

    await screen.findByRole('row', { name: /5.14.0-391.el9.x86_64\b(?!\+)/ });
    expect(
      screen.queryByText(/No configured source has the packages/),
    ).not.toBeInTheDocument();
  });

  it('shows the backend’s error if the kernel fails to load', async () => {
    const backend = new Playback('kernels');
    backend.refuse(
      'GET /kernels/centos-stream-9/5.14.0-391.el9',
      404,
      'The source no longer has it.',
    );
    renderCard(aKernelEntity(), backend);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The source no longer has it.',
    );
  });

  it('names the missing annotation', async () => {
    const entity = aKernelEntity();
    entity.metadata.annotations = {};
    renderCard(entity);

    expect(
      await screen.findByText(/Add the annotation driver-toolkit\/kernel/),
    ).toBeVisible();
  });
});
