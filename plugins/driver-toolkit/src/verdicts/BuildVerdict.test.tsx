import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { BuildVerdict } from './BuildVerdict';

describe('BuildVerdict', () => {
  let backend: Playback;

  beforeEach(() => {
    backend = new Playback('verdicts');
  });

  /** @param position - of the build, the newest first */
  async function render(
    position: number,
    change: Partial<Build> = {},
  ): Promise<Build> {
    const { items } = await backend.client.getBuilds();
    const build = { ...items[position], ...change };
    renderWithBackend(
      <DriverToolkitQueries>
        <BuildVerdict build={build} />
      </DriverToolkitQueries>,
      backend,
    );
    return build;
  }

  const section = () =>
    screen.findByRole('region', { name: 'Verdict on the modules' });

  it('shows what was found in an image', async () => {
    const { id } = await render(2);
    const shown = await section();
    const { record, verdict } = (await backend.client.getBuildVerdict(id))!;

    expect(shown).toHaveTextContent('Passed');
    expect(shown).toHaveTextContent(
      '4 needed, all as the kernel and the image offer them',
    );
    expect(shown).toHaveTextContent('Acme modules; 1 of 2 not signed');
    expect(shown).toHaveTextContent('One thing to look at');
    expect(shown).toHaveTextContent("the kernel's own module simple_kmod");
    expect(screen.getByTitle(record)).toBeVisible();
    expect(screen.getByTitle(verdict.heldAgainst.toolkit)).toHaveTextContent(
      /^driver-toolkit@sha256:[0-9a-f]{12}…$/,
    );
    expect(shown).not.toHaveTextContent('Symbols that do not match');
  });

  it('opens the modules on demand', async () => {
    await render(2);
    const toggle = within(await section()).getByRole('button', {
      name: /Modules in the image/,
    });
    expect(screen.queryByRole('region', { name: 'simple_core' })).toBeNull();

    await userEvent.click(toggle);

    const core = await screen.findByRole('region', { name: 'simple_core' });
    expect(core).toHaveTextContent('srcversionB5A1D6C2B73F0E5B5D2A1C4');
    expect(core).toHaveTextContent('SignatureAcme modules, sha256, 0A:1B');
    expect(core).toHaveTextContent('Compressionxz');
    expect(
      screen.getByRole('region', { name: 'simple_kmod' }),
    ).toHaveTextContent('Depends onsimple_core');
  });

  it('shows which symbols of a refused image do not match', async () => {
    await render(1);
    const shown = await section();
    expect(shown).toHaveTextContent('Refused');
    expect(shown).toHaveTextContent('2 of 4 needed do not match');
    const rows = within(shown).getAllByRole('row');
    expect(rows.map(row => row.textContent)).toEqual([
      expect.stringContaining('Symbol'),
      'module_layout0x5b8239ca0x1a2b3c4d',
      'kmalloc_trace0x4c03a563nothing',
    ]);
  });

  it('shows what the booted kernel did', async () => {
    await render(2);
    const shown = await section();
    expect(shown).toHaveTextContent(
      'Booted kernelloaded 1 module, accepted 1 without its hardware',
    );
    expect(shown).not.toHaveTextContent('What the kernel said');
  });

  it('shows what the booted kernel said about a failure', async () => {
    await render(4);
    const shown = await section();
    expect(shown).toHaveTextContent('Booted kernelfailed at simple_kmod');
    const alert = within(shown).getByRole('alert');
    expect(alert).toHaveTextContent('What the kernel said');
    expect(alert).toHaveTextContent('RIP: 0010:init_module');
  });

  it('says that symbols were not compared', async () => {
    await render(3);
    const shown = await section();
    expect(shown).toHaveTextContent(
      '4 needed; the toolkit image lists none to compare',
    );
    expect(shown).toHaveTextContent('not signed');
  });

  it('shows nothing of a build that failed before', async () => {
    const { id } = await render(0);
    await waitFor(() =>
      expect(backend.asked).toContain(`GET /builds/${id}/verdict`),
    );
    expect(screen.queryByRole('heading')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it.each<[string, Partial<Build>]>([
    ['runs', { state: 'running' }],
    ['is of a toolkit image', { type: 'toolkit' }],
  ])('does not ask for the verdict of a build that %s', async (_, change) => {
    await render(2, change);
    expect(await screen.findByTestId('address')).toBeVisible();
    expect(backend.asked).toEqual(['GET /builds']);
  });

  it('says why the verdict could not be loaded', async () => {
    const { items } = await backend.client.getBuilds();
    backend.refuse(`GET /builds/${items[2].id}/verdict`, 503, 'No database');
    await render(2);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Couldn’t load the verdict');
    expect(alert).toHaveTextContent('No database');
  });
});
