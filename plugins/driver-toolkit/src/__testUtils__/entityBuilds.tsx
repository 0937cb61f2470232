import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EntityBuilds } from '../entity/EntityBuilds';
import { aFlavour, aKernel } from './fixtures';
import { InMemoryDriverToolkit } from './InMemoryDriverToolkit';
import { renderWithWorld } from './renderWithWorld';

/** A kernel without an image, one with several flavours, and one with an image. */
export function worldOfThreeKernels(): InMemoryDriverToolkit {
  const world = new InMemoryDriverToolkit();
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
  return world;
}

export function renderEntityBuilds(
  world: InMemoryDriverToolkit,
  entity: Entity,
  address?: string,
) {
  return renderWithWorld(
    <EntityProvider entity={entity}>
      <EntityBuilds />
    </EntityProvider>,
    world,
    { address },
  );
}

export async function clickBuild(): Promise<void> {
  const button = await screen.findByRole('button', { name: 'Build' });
  await waitFor(() => expect(button).toBeEnabled());
  await userEvent.click(button);
}
