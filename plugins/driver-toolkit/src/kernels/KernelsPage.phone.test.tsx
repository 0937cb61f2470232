import { screen } from '@testing-library/react';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { KernelsPage } from './KernelsPage';

// Before the first render, which reads the width once.
window.innerWidth = 390;

describe('KernelsPage on a phone', () => {
  it('moves facts below the kernel’s name, and keeps the image next to it', async () => {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));

    expect(
      await screen.findByText('CentOS Stream 9, aarch64, x86_64, rt'),
    ).toBeVisible();
    expect(
      screen.getAllByRole('columnheader').map(header => header.textContent),
    ).toEqual(['Kernel', 'Toolkit image', 'Latest build', 'Actions']);
  });
});
