import { screen, waitFor, within } from '@testing-library/react';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { DriverVerdicts } from './DriverVerdicts';

describe('DriverVerdicts', () => {
  let backend: Playback;

  beforeEach(() => {
    backend = new Playback('verdicts');
  });

  function render(name: string) {
    renderWithBackend(
      <DriverToolkitQueries>
        <DriverVerdicts entityRef={`component:default/${name}`} />
      </DriverToolkitQueries>,
      backend,
      { address: '/?tab=builds' },
    );
  }

  it('lists the newest verdict for each kernel', async () => {
    render('simple-kmod');
    const [, ...rows] = await screen.findAllByRole('row');
    expect(rows.map(row => row.textContent)).toEqual([
      expect.stringMatching(/^5\.14\.0-427\.el9Refusedx86_64simple_kmod4not/),
      expect.stringMatching(
        /^5\.14\.0-391\.el9Passedx86_64simple_core, simple_kmod4Acme modules/,
      ),
      expect.stringMatching(/^5\.14\.0-388\.el9Passed.*4not compared/),
    ]);
    const { items } = await backend.client.getBuilds();
    expect(within(rows[1]).getByRole('link')).toHaveAttribute(
      'href',
      `/?tab=builds&build=${items[2].id}`,
    );
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  });

  it('shows nothing for a driver without verdicts', async () => {
    render('other-kmod');
    await waitFor(() =>
      expect(backend.asked).toEqual([
        'GET /drivers/default/other-kmod/verdicts',
      ]),
    );
    expect(screen.queryByRole('heading')).toBeNull();
  });

  it('says why the verdicts could not be loaded', async () => {
    backend.refuse('GET /drivers/default/other-kmod/verdicts', 503, 'Why');
    render('other-kmod');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Couldn’t load the verdicts',
    );
  });
});
