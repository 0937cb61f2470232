import { screen, waitFor, within } from '@testing-library/react';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { KernelsPage } from './KernelsPage';

describe('KernelsPage, of kernels that nodes run', () => {
  /** The row of a kernel of releases, whose packages another source may have. */
  async function rowOf(kernel: string) {
    renderWithBackend(<KernelsPage />, new Playback('kernels'));
    await screen.findAllByText('OKD');
    const rows = screen.getAllByRole('row', { name: new RegExp(kernel) });
    return rows.find(row => row.textContent!.includes('OKD'))!;
  }

  it('says of a kernel that nodes run which one their toolkit image is for, and where it can be built', async () => {
    const cells = within(await rowOf('6.12.0-224.el10'));
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
    const cells = within(await rowOf('6.12.0-227.el10'));
    expect(cells.getByText('of kernel source centos-stream-10')).toBeVisible();
    expect(
      cells.getByText(
        'Release 4.20.3, whose nodes run this kernel, has no toolkit image.',
      ),
    ).toBeVisible();
  });

  it('does not know of an image that another source may have', async () => {
    expect(
      within(await rowOf('6.12.0-228.el10')).getByText(
        'It is not known whether kernel source alma-9 has one.',
      ),
    ).toBeVisible();
  });
});
