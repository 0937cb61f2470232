import { screen, waitFor, within } from '@testing-library/react';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aFlavour, aKernel, aSource } from '../__testUtils__/fixtures';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { KernelsPage } from './KernelsPage';

describe('KernelsPage, of kernels that nodes run', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.sources = [aSource()];
  });

  async function row(kernel: string) {
    return screen.findByRole('row', { name: new RegExp(kernel) });
  }

  it('says of a kernel that nodes run which one their toolkit image is for, and where it can be built', async () => {
    const kernel = '6.12.0-224.el10';
    world.kernels = [
      aKernel(kernel, {
        images: [],
        flavours: [aFlavour(kernel, { buildable: false })],
        releasesWithoutToolkit: [
          {
            architecture: 'x86_64',
            releases: ['4.20.3'],
            releaseCount: 1,
            toolkits: [
              {
                reference: 'quay.io/okd@sha256:0123',
                kernel: '6.12.0-212.el10',
              },
            ],
          },
        ],
        otherSources: [
          {
            source: 'centos-stream-10',
            entityRef: 'resource:default/centos-stream-10-x',
            imageState: 'absent',
            references: [],
            architectures: ['x86_64'],
          },
        ],
      }),
    ];
    renderWithWorld(<KernelsPage />, world);

    const cells = within(await row(kernel));
    expect(
      cells.getByText(
        'The toolkit image of release 4.20.3 is for kernel 6.12.0-212.el10, not for this one, which its nodes run.',
      ),
    ).toBeVisible();
    const button = cells.getByRole('button', { name: 'Build' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'This source has no packages. Kernel source centos-stream-10 has those of this kernel: build its image there.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('names the source that has the toolkit image, and releases that have none at all', async () => {
    const kernel = '6.12.0-224.el10';
    world.kernels = [
      aKernel(kernel, {
        imageState: 'present',
        images: [],
        releasesWithoutToolkit: [
          {
            architecture: 'x86_64',
            releases: ['4.20.3'],
            releaseCount: 1,
            toolkits: [],
          },
        ],
        otherSources: [
          {
            source: 'centos-stream-10',
            entityRef: 'resource:default/centos-stream-10-x',
            imageState: 'present',
            references: ['ghcr.io/dtk:6'],
            architectures: ['x86_64'],
          },
        ],
      }),
    ];
    renderWithWorld(<KernelsPage />, world);

    const cells = within(await row(kernel));
    expect(cells.getByText('of kernel source centos-stream-10')).toBeVisible();
    expect(
      cells.getByText(
        'Release 4.20.3, whose nodes run this kernel, has no toolkit image.',
      ),
    ).toBeVisible();
  });

  it('does not know of an image that another source may have', async () => {
    const kernel = '6.12.0-224.el10';
    world.kernels = [
      aKernel(kernel, {
        imageState: 'unknown',
        images: [],
        otherSources: [
          {
            source: 'centos-stream-10',
            entityRef: 'resource:default/centos-stream-10-x',
            imageState: 'unknown',
            references: [],
            architectures: ['x86_64'],
          },
        ],
      }),
    ];
    renderWithWorld(<KernelsPage />, world);

    expect(
      within(await row(kernel)).getByText(
        'It is not known whether kernel source centos-stream-10 has one.',
      ),
    ).toBeVisible();
  });
});
