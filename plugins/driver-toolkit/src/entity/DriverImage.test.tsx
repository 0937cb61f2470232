import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { DriverImage } from './DriverImage';

const ENTITY = 'component:default/nic';
const OTHER = {
  entityRef: 'component:default/other',
  sourceRepository: 'github.com/evil/other',
};
const IMAGE = 'registry.example.com/drivers/nic';

describe('DriverImage', () => {
  let backend: Playback;

  /** @param step - what has happened to the image */
  function render(step?: string, denied: string[] = [], entityRef = ENTITY) {
    backend = new Playback('claims', step);
    renderWithBackend(
      <DriverToolkitQueries>
        <DriverImage entityRef={entityRef} />
      </DriverToolkitQueries>,
      backend,
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

  it('says that nobody owns the image before the first build', async () => {
    render();

    expect(await screen.findByText(/Nobody yet/)).toBeVisible();
    expect(screen.getByText(IMAGE)).toBeVisible();
    expect(screen.getByText('github.com/acme/nic')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Release' })).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('can release its own image, but not move it to itself', async () => {
    render('it is built');

    expect(await screen.findByText('This driver')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Move to this driver' }),
    ).toBeNull();
    const dialog = await decide('Release', 'Release');
    expect(dialog).toHaveTextContent('This cancels unfinished builds of it');

    expect(await screen.findByText(/Nobody yet/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Release' })).toBeNull();
  });

  it('says why the driver can’t be built, and moves the image to it', async () => {
    render('another driver is built');

    expect(await screen.findByRole('alert')).toHaveTextContent(
      `This driver can’t be built now${IMAGE} belongs to component:default/other, which built it first.`,
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
    expect(backend.requests).toEqual([
      { entityRef: ENTITY, sourceRepository: 'github.com/acme/nic' },
    ]);
  });

  it('treats the same entity from another repository as another driver', async () => {
    render('its repository moves');

    expect(
      await screen.findByText('as built from github.com/acme/old'),
    ).toBeVisible();
    expect(
      await screen.findByRole('button', { name: 'Move to this driver' }),
    ).toBeVisible();
  });

  it('names the drivers that have built a disputed image, and gives it to one', async () => {
    render('it is not known whose it was');

    expect(await screen.findByText(/Disputed/)).toBeVisible();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    await decide('Give it to component:default/other', 'Move');

    await waitFor(() => expect(backend.requests).toEqual([OTHER]));
    expect(
      await screen.findByText('as built from github.com/evil/other'),
    ).toBeVisible();
    expect(screen.queryByText(/Disputed/)).toBeNull();
  });

  it('offers no decision without the permission', async () => {
    render('another driver is built', ['driver-toolkit.claim.manage']);

    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Release' })).toBeNull();
    expect(
      screen.queryByRole('button', { name: 'Move to this driver' }),
    ).toBeNull();
  });

  it('keeps the dialog open after a refusal, with the reason', async () => {
    render('it is built');
    const { claim } = await backend.client.getDriverClaim(ENTITY);
    backend.refuse(
      `POST /claims/${claim!.id}/release`,
      409,
      'Somebody was faster.',
    );

    const dialog = await decide('Release', 'Release');
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'Couldn’t save the decisionSomebody was faster.',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByText('This driver')).toBeVisible();
  });

  it('shows only the refusals if there is no image', async () => {
    render(undefined, [], 'component:default/bare');

    expect(await screen.findByRole('alert')).toHaveTextContent(
      /driver-toolkit\/driver-image/,
    );
    expect(screen.queryByText('Image of this driver')).toBeNull();
  });

  it('says that loading failed, and tries again', async () => {
    render('it is built');
    backend.goOutOfReach();
    expect(
      await screen.findByRole('alert', {}, { timeout: 10_000 }),
    ).toHaveTextContent('The portal’s backend did not answer.');

    backend.relent();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('This driver')).toBeVisible();
  });
});
