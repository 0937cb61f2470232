import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import {
  aDriverEntity,
  aKernelEntity,
  anImageEntity,
} from '../__testUtils__/entities';
import { aBuild, aFlavour, aKernel } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { EntityBuilds } from './EntityBuilds';

describe('EntityBuilds', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.kernels = [
      aKernel('5.14.0-427.el9'),
      aKernel('5.14.0-391.el9', {
        imageState: 'present',
        flavours: [
          aFlavour('5.14.0-391.el9'),
          aFlavour('5.14.0-391.el9', { architecture: 'aarch64' }),
          aFlavour('5.14.0-391.el9', { variant: 'rt' }),
        ],
      }),
      aKernel('5.14.0-388.el9', { imageState: 'present' }),
    ];
  });

  function renderBuilds(entity: Entity, address?: string) {
    return renderWithWorld(
      <EntityProvider entity={entity}>
        <EntityBuilds />
      </EntityProvider>,
      world,
      { address },
    );
  }

  async function clickBuild() {
    const button = await screen.findByRole('button', { name: 'Build' });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
  }

  describe('on a kernel', () => {
    it('builds its image and opens the build', async () => {
      renderBuilds(aKernelEntity('5.14.0-427.el9'));
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
      renderBuilds(aKernelEntity('5.14.0-427.el9'));
      await clickBuild();
      await screen.findByRole('status', { name: 'Build state' });

      world.kernels[0] = aKernel('5.14.0-427.el9', { imageState: 'present' });
      world.update(world.builds[0].id, { state: 'succeeded' });

      expect(await screen.findByText('Image present')).toBeVisible();
    });

    it('says that a build replaces an image that is there, and means it', async () => {
      renderBuilds(aKernelEntity('5.14.0-388.el9'));
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
      renderBuilds(aKernelEntity('5.14.0-391.el9'));
      expect(await screen.findByText(reason)).toBeVisible();

      const button = screen.getByRole('button', { name: 'Rebuild' });
      await waitFor(() => expect(button).toBeEnabled());
      await userEvent.click(button);

      await waitFor(() =>
        expect(world.requests[0]).toMatchObject({ force: true }),
      );
    });

    describe('of several architectures', () => {
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
        renderBuilds(aKernelEntity('5.14.0-391.el9'));
        await clickBuild();

        const request = await requested();
        expect(request).toMatchObject({ force: true });
        expect(request).not.toHaveProperty('architectures');
      });

      it('builds what is missing, and costs the others nothing', async () => {
        ofArm('absent');
        renderBuilds(aKernelEntity('5.14.0-391.el9'));
        expect(
          await screen.findByText(
            'There is none for aarch64; a build adds it.',
          ),
        ).toBeVisible();
        await clickBuild();

        expect(await requested()).toMatchObject({ force: false });
      });

      it('builds all anew where what is there is stale', async () => {
        ofArm('absent');
        world.kernels[1].images[0].stale = ['The base image has changed.'];
        renderBuilds(aKernelEntity('5.14.0-391.el9'));
        const button = await screen.findByRole('button', { name: 'Rebuild' });
        await waitFor(() => expect(button).toBeEnabled());
        await userEvent.click(button);

        expect(await requested()).toMatchObject({ force: true });
      });

      it('builds one of them', async () => {
        ofArm('absent');
        renderBuilds(aKernelEntity('5.14.0-391.el9'));
        await choose('x86_64');
        await clickBuild();

        expect(await requested()).toMatchObject({
          architectures: ['x86_64'],
          force: true,
        });
      });

      it('says what a build makes of the one that is chosen', async () => {
        ofArm('absent');
        renderBuilds(aKernelEntity('5.14.0-391.el9'));
        await choose('x86_64');
        expect(
          await screen.findByText('A build replaces the image for x86_64.'),
        ).toBeVisible();
        expect(screen.queryByText(/There is none/)).not.toBeInTheDocument();

        await choose('aarch64');
        expect(
          await screen.findByText(
            'There is none for aarch64; a build adds it.',
          ),
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
        renderBuilds(aKernelEntity('5.14.0-391.el9'));
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

        await userEvent.click(
          await screen.findByRole('link', { name: 'aarch64' }),
        );
        expect(
          await screen.findByRole('link', { name: 'x86_64' }),
        ).toBeVisible();
        expect(
          screen.queryByText('Not for s390x: No builder.'),
        ).not.toBeInTheDocument();
      });
    });

    it('says why a retired kernel can’t be built for', async () => {
      world.kernels[0].retired = true;
      renderBuilds(aKernelEntity('5.14.0-427.el9'));

      const button = await screen.findByRole('button', { name: 'Build' });
      await waitFor(() =>
        expect(button).toHaveAccessibleDescription(/has left its source/),
      );
      expect(button).toBeDisabled();
    });

    it('opens the build under way already and says so', async () => {
      const running = aBuild({ kernel: '5.14.0-427.el9', state: 'running' });
      world.builds = [running];
      const { toast } = renderBuilds(aKernelEntity('5.14.0-427.el9'));

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
      renderBuilds(aKernelEntity('5.14.0-427.el9'));

      await clickBuild();

      expect(await screen.findByRole('alert')).toHaveTextContent(
        'podman is absent.',
      );
    });
  });

  it('scrolls to the build that was asked for, not to the newest', async () => {
    const scroll = jest.spyOn(Element.prototype, 'scrollIntoView');
    world.builds = [aBuild({ kernel: '5.14.0-427.el9', state: 'succeeded' })];
    renderBuilds(aKernelEntity('5.14.0-427.el9'));
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

    renderBuilds(anImageEntity('5.14.0-391.el9'), `/?build=${older.id}`);

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

  describe('on a driver container', () => {
    it('builds for the kernel the entity names, its default variant, on what architecture the backend can', async () => {
      renderBuilds(aDriverEntity());
      expect(
        await screen.findByRole('combobox', { name: 'Kernel' }),
      ).toHaveValue('5.14.0-391.el9');

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
      renderBuilds(aDriverEntity());
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
      renderBuilds(aDriverEntity());
      await userEvent.click(
        await screen.findByRole('button', { name: /Variant/ }),
      );
      await userEvent.click(await screen.findByRole('option', { name: 'rt' }));
      await clickBuild();
      await waitFor(() =>
        expect(world.requests[0]).toMatchObject({ variant: 'rt' }),
      );

      await userEvent.click(
        screen.getByRole('button', { name: /Architecture/ }),
      );
      await userEvent.click(
        await screen.findByRole('option', { name: 'aarch64' }),
      );

      expect(
        screen.queryByRole('button', { name: /Variant/ }),
      ).not.toBeInTheDocument();
    });

    it('says that the kernel it names has no image yet', async () => {
      renderBuilds(aDriverEntity('5.14.0-427.el9'));

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
      renderBuilds(aDriverEntity());

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
      renderBuilds(aDriverEntity());

      const row = await screen.findByRole('row', { name: /simple-kmod/ });
      expect(within(row).getByText('Succeeded')).toBeVisible();
      expect(screen.getByText('1 of 1')).toBeVisible();
    });
  });
});
