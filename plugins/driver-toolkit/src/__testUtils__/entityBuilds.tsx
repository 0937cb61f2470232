import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EntityBuilds } from '../entity/EntityBuilds';
import type { Playback } from './Playback';
import { renderWithBackend } from './renderWithBackend';

export function renderEntityBuilds(
  backend: Playback,
  entity: Entity,
  address?: string,
) {
  return renderWithBackend(
    <EntityProvider entity={entity}>
      <EntityBuilds />
    </EntityProvider>,
    backend,
    { address },
  );
}

/** @param name - of the build button */
export async function clickBuild(name = 'Build'): Promise<void> {
  const button = await screen.findByRole('button', { name });
  await waitFor(() => expect(button).toBeEnabled());
  await userEvent.click(button);
}
