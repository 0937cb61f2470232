import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aKernelEntity } from '../__testUtils__/entities';
import { aFlavour, aKernel } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { KernelCard } from './KernelCard';

describe('KernelCard', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
  });

  function renderCard(entity = aKernelEntity()) {
    renderWithWorld(
      <EntityProvider entity={entity}>
        <KernelCard />
      </EntityProvider>,
      world,
    );
  }

  it('shows what the kernel exists as and whether that can be built for', async () => {
    world.kernels = [
      aKernel('5.14.0-391.el9', {
        flavours: [
          aFlavour('5.14.0-391.el9'),
          aFlavour('5.14.0-391.el9', { variant: 'rt', buildable: false }),
        ],
      }),
    ];
    renderCard();

    expect(
      await screen.findByRole('row', { name: /5.14.0-391.el9.x86_64\+rt/ }),
    ).toHaveTextContent('its devel package is missing');
  });

  it('shows each repository’s image with its state and digest', async () => {
    const kernel = aKernel('5.14.0-391.el9', { imageState: 'present' });
    const [image] = kernel.images;
    kernel.images.push({
      ...image,
      repository: 'quay',
      reference: 'quay.io/drivers/toolkit:5.14.0-391.el9',
      state: 'unknown',
      digest: undefined,
      reason: 'quay.io answered 503.',
    });
    world.kernels = [kernel];
    renderCard();

    const present = await screen.findByRole('row', { name: /ghcr/ });
    expect(present).toHaveTextContent('Image present');
    expect(screen.getByTitle(image.digest!)).toBeVisible();
    expect(screen.getByRole('link', { name: 'ghcr' })).toHaveAttribute(
      'href',
      '/catalog/default/resource/ghcr-5.14.0-391.el9',
    );
    const unknown = screen.getByRole('row', { name: /quay/ });
    expect(unknown).toHaveTextContent('Unknown');
    expect(unknown).toHaveTextContent('quay.io answered 503.');
  });

  it('tells of an image which architectures it lacks and why it is stale', async () => {
    const kernel = aKernel('5.14.0-391.el9', {
      imageState: 'present',
      flavours: ['x86_64', 'aarch64'].map(architecture =>
        aFlavour('5.14.0-391.el9', { architecture }),
      ),
    });
    const [image] = kernel.images;
    image.architectures[1].state = 'absent';
    image.stale = ['The base image has changed since.'];
    world.kernels = [kernel];
    renderCard();

    const row = await screen.findByRole('row', { name: /ghcr/ });
    expect(row).toHaveTextContent('aarch64: missing');
    expect(row).not.toHaveTextContent('x86_64: missing');
    expect(row).toHaveTextContent('Stale');
    expect(row).toHaveTextContent('The base image has changed since.');
  });

  it('says of a retired kernel what that means', async () => {
    world.kernels = [aKernel('5.14.0-391.el9', { retired: true })];
    renderCard();

    expect(
      await screen.findByText('This kernel has left its source'),
    ).toBeVisible();
  });

  it('shows the toolkit images of the releases a kernel is part of', async () => {
    const reference = 'quay.io/openshift/toolkit@sha256:0123';
    world.kernels = [
      aKernel('5.14.0-391.el9', {
        toolkitImages: [
          {
            architecture: 'x86_64',
            reference,
            releases: ['4.16.3', '4.16.2'],
            releaseCount: 12,
          },
        ],
      }),
    ];
    renderCard();

    expect(await screen.findByText(reference)).toBeVisible();
    expect(screen.getByText('4.16.3')).toBeVisible();
    expect(screen.getByText('11 releases before it')).toBeVisible();
    expect(screen.getByText(/^4.16.2 and 10 more$/)).toBeInTheDocument();
  });

  describe('of a kernel that nodes run although their release has no toolkit image for it', () => {
    const mismatch = {
      architecture: 'x86_64',
      releases: ['4.20.3'],
      releaseCount: 1,
      toolkits: [
        { reference: 'quay.io/okd@sha256:0123', kernel: '6.12.0-212.el10' },
      ],
    };
    const elsewhere = {
      source: 'centos-stream-10',
      entityRef: 'resource:default/centos-stream-10-6.12.0-224.el10',
      imageState: 'absent' as const,
      references: [] as string[],
      architectures: ['x86_64', 'aarch64'],
    };
    const needed = /No configured source has the packages of this kernel/;

    function nodesKernel(overrides: Partial<Kernel> = {}): Kernel {
      return aKernel('6.12.0-224.el10', {
        images: [],
        flavours: [aFlavour('6.12.0-224.el10', { buildable: false })],
        releasesWithoutToolkit: [mismatch],
        ...overrides,
      });
    }

    it('says which kernel the release’s own is for, and what would be needed', async () => {
      world.kernels = [nodesKernel()];
      renderCard(aKernelEntity('6.12.0-224.el10'));

      expect(
        await screen.findByText(
          'Nodes for x86_64 of release 4.20.3 run this kernel, but the release has no toolkit image for it',
        ),
      ).toBeVisible();
      expect(
        screen.getByText(
          'Their driver-toolkit is for 6.12.0-212.el10. Modules built in it do not load on these nodes.',
        ),
      ).toBeVisible();
      expect(screen.getByText(needed)).toHaveTextContent(
        'configure a kernel source of type rpm that has kernel 6.12.0-224.el10.',
      );
    });

    it('names the releases and counts those that are not named', async () => {
      world.kernels = [
        nodesKernel({
          releasesWithoutToolkit: [
            {
              ...mismatch,
              releases: ['4.20.3', '4.20.2'],
              releaseCount: 6,
              toolkits: [],
            },
          ],
        }),
      ];
      renderCard(aKernelEntity('6.12.0-224.el10'));

      expect(
        await screen.findByText(
          'Nodes for x86_64 of 6 releases, the newest 4.20.3, run this kernel, but the releases have no toolkit image for it',
        ),
      ).toBeVisible();
      expect(
        screen.getByText(
          'They have no driver-toolkit at all. Releases: 4.20.3, 4.20.2 and 4 more',
        ),
      ).toBeVisible();
    });

    it('leads to the source that has its packages', async () => {
      world.kernels = [nodesKernel({ otherSources: [elsewhere] })];
      renderCard(aKernelEntity('6.12.0-224.el10'));

      const row = await screen.findByRole('row', { name: /centos-stream-10/ });
      expect(row).toHaveTextContent(
        'None of its own: it can be built there for x86_64, aarch64',
      );
      expect(
        screen.getByRole('link', { name: 'centos-stream-10' }),
      ).toHaveAttribute(
        'href',
        '/catalog/default/resource/centos-stream-10-6.12.0-224.el10',
      );
      expect(screen.queryByText(needed)).not.toBeInTheDocument();
    });

    it('has the toolkit image of the source that has one', async () => {
      const reference = 'ghcr.io/dtk/driver-toolkit:6.12.0-224.el10';
      world.kernels = [
        nodesKernel({
          imageState: 'present',
          otherSources: [
            { ...elsewhere, imageState: 'present', references: [reference] },
          ],
        }),
      ];
      renderCard(aKernelEntity('6.12.0-224.el10'));

      expect(await screen.findByText(reference)).toBeVisible();
      const row = screen.getByRole('row', { name: /centos-stream-10/ });
      expect(row).toHaveTextContent('Image present');
      expect(row).not.toHaveTextContent('can be built there');
    });

    it('says that nobody knows whether there is one', async () => {
      world.kernels = [
        nodesKernel({
          imageState: 'unknown',
          otherSources: [{ ...elsewhere, imageState: 'unknown' }],
        }),
      ];
      renderCard(aKernelEntity('6.12.0-224.el10'));

      expect(
        await screen.findByRole('row', { name: /centos-stream-10/ }),
      ).toHaveTextContent('It is not known whether there is one');
      expect(screen.queryByText(needed)).not.toBeInTheDocument();
    });
  });

  it('asks for no packages that are there', async () => {
    world.kernels = [aKernel('5.14.0-391.el9')];
    renderCard();

    await screen.findByRole('row', { name: /5.14.0-391.el9.x86_64/ });
    expect(
      screen.queryByText(/No configured source has the packages/),
    ).not.toBeInTheDocument();
  });

  it('shows the backend’s sentence when the kernel can’t be read', async () => {
    world.failing.set(
      'getKernel',
      await refusal(404, 'NotFoundError', 'The source no longer has it.'),
    );
    renderCard();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The source no longer has it.',
    );
  });

  it('says which annotation an entity lacks', async () => {
    const entity = aKernelEntity();
    entity.metadata.annotations = {};
    renderCard(entity);

    expect(
      await screen.findByText(/annotation driver-toolkit\/kernel would/),
    ).toBeVisible();
  });
});
