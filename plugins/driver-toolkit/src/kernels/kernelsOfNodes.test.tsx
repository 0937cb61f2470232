import { screen, waitFor, within } from '@testing-library/react';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { KernelsPage } from './KernelsPage';

describe('KernelsPage, of kernels that nodes run', () => {
  /** The row of a kernel from OKD's releases. */
  async function rowOf(kernel: string) {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));
    await screen.findAllByText('OKD');
    const rows = screen.getAllByRole('row', { name: new RegExp(kernel) });
    return rows.find(row => row.textContent!.includes('OKD'))!;
  }

  it('says which kernel the release’s toolkit image is for, and where to build one', async () => {
    const cells = within(await rowOf('6.12.0-224.el10'));
    expect(
      cells.getByText(
        'The nodes of release 4.20.3 run this kernel, but its toolkit image is for kernel 6.12.0-212.el10.',
      ),
    ).toBeVisible();
    const button = cells.getByRole('button', { name: 'Build' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'This source has no packages. Kernel source centos-stream-10 has the packages of this kernel: build the image there.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('names the source of the toolkit image, and releases without one', async () => {
    const cells = within(await rowOf('6.12.0-227.el10'));
    expect(
      cells.getByText('from kernel source centos-stream-10'),
    ).toBeVisible();
    expect(
      cells.getByText(
        'The nodes of release 4.20.3 run this kernel, but the release has no toolkit image.',
      ),
    ).toBeVisible();
  });

  it('says that another source may have an image', async () => {
    expect(
      within(await rowOf('6.12.0-228.el10')).getByText(
        'It is unknown whether kernel source alma-9 has one.',
      ),
    ).toBeVisible();
  });
});
