import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { ModuleCertificates } from './ModuleCertificates';

describe('ModuleCertificates', () => {
  const { createObjectURL, revokeObjectURL } = URL;
  const saved: Blob[] = [];
  let backend: Playback;

  beforeEach(() => {
    backend = new Playback('claims');
    saved.length = 0;
    URL.createObjectURL = content => {
      saved.push(content as Blob);
      return '#saved';
    };
    URL.revokeObjectURL = () => {};
  });

  afterEach(() => {
    Object.assign(URL, { createObjectURL, revokeObjectURL });
  });

  function render(name: string) {
    renderWithBackend(
      <DriverToolkitQueries>
        <ModuleCertificates entityRef={`component:default/${name}`} />
      </DriverToolkitQueries>,
      backend,
    );
  }

  it('says how to enrol each key’s certificate', async () => {
    render('nic');

    const current = await screen.findByRole('region', { name: 'modules-2026' });
    expect(current).toHaveTextContent('modules-2026 (signs new builds)');
    expect(current).toHaveTextContent('O=Acme, CN=Acme modules');
    expect(current).toHaveTextContent('sudo mokutil --import modules-2026.der');
    expect(
      screen.getByRole('region', { name: 'modules-2025' }),
    ).toHaveTextContent('signed earlier builds, or will sign later ones');
  });

  it('saves a certificate in DER', async () => {
    render('nic');
    const current = await screen.findByRole('region', { name: 'modules-2026' });
    await userEvent.click(
      within(current).getByRole('button', {
        name: 'Download modules-2026.der',
      }),
    );
    expect(saved).toHaveLength(1);
    const bytes = new Uint8Array(await saved[0].arrayBuffer());
    // A sequence in DER that is as long as the file.
    expect([bytes[0], bytes[1]]).toEqual([0x30, 0x82]);
    expect(bytes[2] * 256 + bytes[3] + 4).toBe(bytes.length);
  });

  it('shows nothing for a driver whose modules are not signed', async () => {
    render('other');
    await waitFor(() =>
      expect(backend.asked).toEqual([
        'GET /drivers/default/other/certificates',
      ]),
    );
    expect(screen.queryByRole('heading')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says why the certificates could not be loaded', async () => {
    backend.refuse(
      'GET /drivers/default/nic/certificates',
      503,
      'certificateFile cannot be read',
    );
    render('nic');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Couldn’t load the certificates of signed modules',
    );
  });
});
