import type { DriverClaim } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { DriverImage } from './DriverImage';

const ENTITY = 'component:default/nic';
const OWN = { entityRef: ENTITY, sourceRepository: 'github.com/acme/nic' };
const OTHER = {
  entityRef: 'component:default/other',
  sourceRepository: 'github.com/evil/other',
};
const REFUSAL = 'registry.example.com/nic belongs to component:default/other.';

function aDriver(
  claim?: Partial<NonNullable<DriverClaim['claim']>>,
  refusals: string[] = [],
): DriverClaim {
  return {
    entityRef: ENTITY,
    image: 'registry.example.com/nic',
    sourceRepository: OWN.sourceRepository,
    claim: claim && {
      id: '11111111-1111-4111-8111-111111111111',
      image: 'registry.example.com/nic',
      state: 'claimed',
      claimants: [],
      changedAt: '2026-11-30T10:00:00.000Z',
      changedBy: 'user:default/ada',
      ...claim,
    },
    refusals,
  };
}

describe('DriverImage', () => {
  let world: InMemoryDriverToolkit;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
  });

  function render(driver: DriverClaim, denied: string[] = []) {
    world.claims.drivers = [driver];
    renderWithWorld(
      <DriverToolkitQueries>
        <DriverImage entityRef={ENTITY} />
      </DriverToolkitQueries>,
      world,
      { denied },
    );
  }

  async function decide(button: string, confirm: string) {
    await userEvent.click(await screen.findByRole('button', { name: button }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: confirm }),
    );
    return dialog;
  }

  it('says that the image is nobody’s before the first build', async () => {
    render(aDriver());

    expect(await screen.findByText(/Nobody yet/)).toBeVisible();
    expect(screen.getByText('registry.example.com/nic')).toBeVisible();
    expect(screen.getByText('github.com/acme/nic')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Release' })).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says the same of one that was released, and of one of the driver itself that it is', async () => {
    render(aDriver({ state: 'released' }));
    expect(await screen.findByText(/Nobody yet/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Release' })).toBeNull();
  });

  it('lets its own image be released, and not be moved to itself', async () => {
    render(aDriver({ owner: OWN }));

    expect(await screen.findByText('This driver')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Move to this driver' }),
    ).toBeNull();
    const dialog = await decide('Release', 'Release');
    expect(dialog).toHaveTextContent('Unfinished builds of it are cancelled');
    expect(await screen.findByText(/Nobody yet/)).toBeVisible();
  });

  it('tells in words why it cannot be built, and moves the image to it', async () => {
    render(aDriver({ owner: OTHER }, [REFUSAL]));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      `This driver can’t be built now${REFUSAL}`,
    );
    expect(
      screen.getByRole('link', { name: 'component:default/other' }),
    ).toBeVisible();
    expect(
      screen.getByText('as built from github.com/evil/other'),
    ).toBeVisible();
    await decide('Move to this driver', 'Move');

    expect(await screen.findByText('This driver')).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(world.claims.drivers[0].claim?.owner).toEqual(OWN);
  });

  it('counts the same entity from another repository as another driver', async () => {
    render(
      aDriver({
        owner: { ...OWN, sourceRepository: 'github.com/acme/old' },
      }),
    );

    expect(
      await screen.findByText('as built from github.com/acme/old'),
    ).toBeVisible();
    expect(
      await screen.findByRole('button', { name: 'Move to this driver' }),
    ).toBeVisible();
  });

  it('names who has built a disputed image, and gives it to one of them', async () => {
    render(aDriver({ state: 'disputed', claimants: [OTHER, OWN] }));

    expect(await screen.findByText(/Disputed/)).toBeVisible();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    await decide('Give it to component:default/other', 'Move');

    await waitFor(() =>
      expect(world.claims.drivers[0].claim?.owner).toEqual(OTHER),
    );
  });

  it('offers no decision to whoever may not take it', async () => {
    render(aDriver({ owner: OTHER }, [REFUSAL]), [
      'driver-toolkit.claim.manage',
    ]);

    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Release' })).toBeNull();
    expect(
      screen.queryByRole('button', { name: 'Move to this driver' }),
    ).toBeNull();
  });

  it('keeps the question open where the decision was refused, with the reason', async () => {
    world.failing.set('releaseClaim', new Error('Somebody was faster.'));
    render(aDriver({ owner: OWN }));

    const dialog = await decide('Release', 'Release');
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'The decision wasn’t takenSomebody was faster.',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByText('This driver')).toBeVisible();
  });

  it('shows the refusals alone where there is no image', async () => {
    render({ entityRef: ENTITY, refusals: ['It has no annotation.'] });

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'It has no annotation.',
    );
    expect(screen.queryByText('Image of this driver')).toBeNull();
  });

  it('says that it could not be read, and reads it again', async () => {
    world.failing.set('getDriverClaim', new Error('Away.'));
    render(aDriver({ owner: OWN }));
    expect(
      await screen.findByRole('alert', {}, { timeout: 10_000 }),
    ).toHaveTextContent('Away.');

    world.failing.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('This driver')).toBeVisible();
  });
});
