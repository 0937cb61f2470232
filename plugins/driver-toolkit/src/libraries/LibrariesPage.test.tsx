import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aLibrary, aMaintenanceRun, aSource } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { LibrariesPage } from './LibrariesPage';

const BUILD = '0b6f2a52-5a0a-4c8e-9c39-0d7d0d1f6a01';

const FAILED_BUILD = '7b0e5d2c-3f41-4c8a-9d6e-1a2b3c4d5e6f';

describe('LibrariesPage', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.sources = [
      aSource(),
      aSource({
        id: 'ghcr',
        kind: 'images',
        type: 'oci',
        title: 'ghcr.io/dtk',
      }),
    ];
    world.libraries = [aLibrary()];
    world.nextRun = aMaintenanceRun({
      id: 'next',
      queued: [
        {
          kernel: '5.14.0-432.el9',
          architecture: 'x86_64',
          cause: 'missing',
          buildId: BUILD,
        },
      ],
    });
  });

  const library = () =>
    screen.findByRole('group', { name: 'CentOS Stream 9 in ghcr.io/dtk' });

  async function pressRun() {
    const button = within(await library()).getByRole('button', {
      name: 'Run now',
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
  }

  it('shows how a library is kept', async () => {
    renderWithWorld(<LibrariesPage />, world);

    const card = await library();
    expect(within(card).getByText('the 5 newest kernels')).toBeVisible();
    expect(within(card).getByText('up to 2')).toBeVisible();
    expect(within(card).getByText('stay as they are')).toBeVisible();
    expect(within(card).getByText('stay')).toBeVisible();
    expect(within(card).getByText(/No run has ended yet/)).toBeVisible();
  });

  it.each([
    [
      true,
      'older than the 8 newest images: listed here, not deleted (dry run)',
    ],
    [false, 'older than the 8 newest images: deleted unless in use'],
  ])(
    'tells what becomes of old tags with a dry run of %s',
    async (dryRun, text) => {
      world.libraries = [aLibrary({ retention: { keepLatest: 8, dryRun } })];
      renderWithWorld(<LibrariesPage />, world);

      expect(within(await library()).getByText(text)).toBeVisible();
    },
  );

  it('shows what the last run did, and why it did no more', async () => {
    world.libraries = [
      aLibrary({
        runs: [
          aMaintenanceRun({
            queued: world.nextRun!.queued,
            skipped: [
              {
                kernel: '5.14.0-427.el9',
                architecture: 'x86_64',
                cause: 'unchanged',
                reason: 'Its last build has failed.',
                buildId: FAILED_BUILD,
              },
            ],
            tags: [
              { tag: '5.14.0-391.el9', outcome: 'listed' },
              {
                tag: '5.14.0-404.el9',
                outcome: 'kept',
                reason: 'A driver was built for its kernel.',
              },
            ],
          }),
        ],
      }),
    ];
    renderWithWorld(<LibrariesPage />, world);

    const card = await library();
    const images = within(card).getByRole('list', { name: 'Images' });
    const [queued, left] = within(images).getAllByRole('listitem');
    expect(queued).toHaveTextContent(
      'Queued5.14.0-432.el9 x86_64It was missing. Open its build',
    );
    expect(
      within(queued).getByRole('link', { name: 'Open its build' }),
    ).toHaveAttribute('href', `/driver-toolkit/builds?build=${BUILD}`);
    expect(
      within(queued).getByRole('link', { name: '5.14.0-432.el9' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/centos-stream-9-5.14.0-432.el9',
    );
    expect(left).toHaveTextContent(
      'Not tried again5.14.0-427.el9 x86_64Its last build has failed. Open its build',
    );
    expect(
      within(left).getByRole('link', { name: 'Open its build' }),
    ).toHaveAttribute('href', `/driver-toolkit/builds?build=${FAILED_BUILD}`);
    const tags = within(card).getByRole('list', { name: 'Old tags' });
    expect(
      within(tags)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'Listed5.14.0-391.el9 It would be deleted if retention.dryRun were false.',
      'Kept5.14.0-404.el9 A driver was built for its kernel.',
    ]);
    expect(within(card).getByText(/on its schedule/)).toHaveTextContent(
      /took 3 s$/,
    );
  });

  it('says so when a run had nothing to do, or could not do all', async () => {
    world.libraries = [
      aLibrary({ runs: [aMaintenanceRun()] }),
      aLibrary({
        repository: 'other',
        runs: [aMaintenanceRun({ problems: ['Its last read failed: 503.'] })],
      }),
    ];
    renderWithWorld(<LibrariesPage />, world);

    const idle = await library();
    expect(
      within(idle).getByText('Nothing was missing and nothing was old.'),
    ).toBeVisible();
    const troubled = screen.getByRole('group', {
      name: 'CentOS Stream 9 in other',
    });
    expect(
      within(troubled).getByText('Its last read failed: 503.'),
    ).toBeVisible();
    expect(
      within(troubled).queryByText(/Nothing was missing/),
    ).not.toBeInTheDocument();
  });

  it('opens earlier runs', async () => {
    world.libraries = [
      aLibrary({
        runs: [
          aMaintenanceRun(),
          aMaintenanceRun({
            id: 'earlier',
            requestedBy: 'user:default/ada',
            problems: ['Its last read failed: 503.'],
            skipped: [
              {
                kernel: '5.14.0-427.el9',
                cause: 'unknown',
                reason: 'It is down.',
              },
            ],
          }),
          aMaintenanceRun({ id: 'earliest' }),
        ],
      }),
    ];
    renderWithWorld(<LibrariesPage />, world);
    const card = await library();
    expect(
      within(card).getByRole('button', { name: /nothing to do$/ }),
    ).toBeVisible();
    expect(within(card).queryByText('It is down.')).not.toBeInTheDocument();

    await userEvent.click(
      within(card).getByRole('button', { name: /1 problem, 1 left alone$/ }),
    );

    expect(await within(card).findByText('It is down.')).toBeVisible();
    expect(within(card).getByRole('link', { name: 'ada' })).toBeVisible();
  });

  it('runs at once where nothing is deleted, and shows what that did', async () => {
    renderWithWorld(<LibrariesPage />, world);

    await pressRun();

    expect(
      await within(await library()).findByText('5.14.0-432.el9'),
    ).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  describe('with tags that the next run deletes', () => {
    beforeEach(() => {
      world.libraries = [
        aLibrary({
          retention: { keepLatest: 8, dryRun: false },
          runs: [
            aMaintenanceRun({
              tags: [
                { tag: '5.14.0-391.el9', outcome: 'listed' },
                { tag: '5.14.0-388.el9', outcome: 'kept', reason: 'In use.' },
              ],
            }),
          ],
        }),
      ];
      world.nextRun = aMaintenanceRun({
        id: 'next',
        tags: [{ tag: '5.14.0-391.el9', outcome: 'deleted' }],
      });
    });

    it('runs after saying which', async () => {
      renderWithWorld(<LibrariesPage />, world);
      await pressRun();

      const dialog = await screen.findByRole('dialog');
      expect(
        within(dialog)
          .getAllByRole('listitem')
          .map(item => item.textContent),
      ).toEqual(['5.14.0-391.el9']);
      expect(world.libraries[0].runs).toHaveLength(1);
      await userEvent.click(
        within(dialog).getByRole('button', { name: 'Run and delete' }),
      );

      expect(await screen.findByText('Deleted')).toBeVisible();
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    });

    it('does not run when that is declined', async () => {
      renderWithWorld(<LibrariesPage />, world);
      await pressRun();

      await userEvent.click(
        await screen.findByRole('button', { name: 'Don’t run' }),
      );

      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      expect(world.libraries[0].runs).toHaveLength(1);
    });
  });

  it('polls a run that goes on until its report is there', async () => {
    world.libraries = [aLibrary({ running: true })];
    renderWithWorld(<LibrariesPage />, world);
    const card = await library();
    expect(within(card).getByText('Running')).toBeVisible();

    world.libraries = [aLibrary({ runs: [world.nextRun!] })];

    expect(
      await within(card).findByText('5.14.0-432.el9', {}, { timeout: 5_000 }),
    ).toBeVisible();
    expect(within(card).queryByText('Running')).not.toBeInTheDocument();
  }, 10_000);

  it('says why it couldn’t run', async () => {
    world.failing.set(
      'runMaintenance',
      await refusal(409, 'ConflictError', 'It is being maintained already.'),
    );
    renderWithWorld(<LibrariesPage />, world);

    await pressRun();

    expect(await within(await library()).findByRole('alert')).toHaveTextContent(
      'It is being maintained already.',
    );
  });

  it('disables running, with the reason, without the permission', async () => {
    renderWithWorld(<LibrariesPage />, world, {
      denied: ['driver-toolkit.library.maintain'],
    });

    const button = await screen.findByRole('button', { name: 'Run now' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'You lack the permission driver-toolkit.library.maintain.',
      ),
    );
    expect(button).toBeDisabled();
  });

  it('shows how to configure a library, with the names that are there', async () => {
    world.libraries = [];
    renderWithWorld(<LibrariesPage />, world);

    expect(await screen.findByText(/No library is kept yet/)).toBeVisible();
    const example = await screen.findByText(/imageRepository: ghcr/);
    expect(example).toHaveTextContent('kernelSource: centos-stream-9');
  });

  it('shows the backend’s sentence when libraries can’t be read', async () => {
    world.failing.set(
      'getMaintenance',
      await refusal(500, 'Error', 'The database is gone.'),
    );
    renderWithWorld(<LibrariesPage />, world);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is gone.',
    );
  });
});
