import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Entry } from '../__testUtils__/Entry';
import { giveLogASize } from '../__testUtils__/giveLogASize';
import { Playback } from '../__testUtils__/Playback';
import { recordings } from '../__testUtils__/recordings';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { BuildLog } from './BuildLog';

describe('BuildLog', () => {
  let backend: Playback;
  let build: Build;

  giveLogASize();

  beforeEach(async () => {
    backend = new Playback('building', 'it writes a line');
    [build] = (await backend.client.getBuilds()).items;
  });

  function renderLog() {
    renderWithBackend(
      <DriverToolkitQueries>
        <BuildLog build={build} onBuild={ignore} />
      </DriverToolkitQueries>,
      backend,
    );
  }

  it('shows lines as they are written', async () => {
    renderLog();
    const log = await screen.findByRole('log', { name: 'Build log' });
    await waitFor(() => expect(log).toHaveTextContent('one'));
    expect(log).toHaveAttribute('aria-live', 'off');
    expect(screen.getByText('Live · 1 line')).toBeVisible();

    backend.happen('it writes another line');

    await waitFor(() => expect(log).toHaveTextContent('two'));
    expect(screen.getByText('Live · 2 lines')).toBeVisible();
  });

  it('renders only the visible lines of a long log', async () => {
    const lines = Array.from({ length: 100_000 }, (_, index): Entry => {
      const event = lineOf(build).replace(/(id: |"seq":)1/g, `$1${index + 1}`);
      return { stream: `/builds/${build.id}/events`, event };
    });
    backend = new Playback(lines);
    renderLog();

    expect(await screen.findByText('Live · 100000 lines')).toBeVisible();
    const log = screen.getByRole('log');
    expect(log.querySelectorAll('[data-number]').length).toBeLessThan(200);
  });

  it('never renders a line as markup', async () => {
    backend.happen('it writes markup');
    renderLog();
    const log = await screen.findByRole('log');

    await waitFor(() =>
      expect(log).toHaveTextContent('<img src="x" onerror="alert(1)">'),
    );
    expect(log.querySelector('img')).toBeNull();
  });

  describe('following', () => {
    const end = giveLogASize.scrollHeight;
    let log: HTMLElement;

    beforeEach(async () => {
      renderLog();
      log = await screen.findByRole('log');
      await screen.findByText('Live · 1 line');
      log.scrollTop = end - log.clientHeight; // the limit in a browser
      fireEvent.scroll(log);
    });

    const followButton = () => screen.queryByRole('button', { name: 'Follow' });

    it('keeps the end visible while lines arrive', async () => {
      backend.happen('it writes another line');
      await screen.findByText('Live · 2 lines');
      expect(log.scrollTop).toBe(end);
    });

    it('stops when the reader scrolls up, until a click on the button', async () => {
      expect(followButton()).not.toBeInTheDocument();
      log.scrollTop -= 10;
      fireEvent.scroll(log);
      expect(followButton()).toBeVisible();

      const top = log.scrollTop;
      backend.happen('it writes another line');
      await screen.findByText('Live · 2 lines');
      expect(log.scrollTop).toBe(top);

      await userEvent.click(followButton()!);
      expect(log.scrollTop).toBe(end);
      expect(log).toHaveFocus();
      expect(followButton()).not.toBeInTheDocument();
    });

    it('resumes when the reader returns to the end', () => {
      log.scrollTop = 100;
      fireEvent.scroll(log);
      expect(followButton()).toBeVisible();

      log.scrollTop = end - log.clientHeight - 5;
      fireEvent.scroll(log);
      expect(followButton()).not.toBeInTheDocument();
    });

    it('continues when the window becomes taller or shorter', async () => {
      const resize = (clientHeight: number) => {
        Object.defineProperty(log, 'clientHeight', {
          configurable: true,
          value: clientHeight,
        });
        // A browser limits the position to the end.
        log.scrollTop = Math.min(log.scrollTop, end - clientHeight);
        fireEvent(window, new Event('resize'));
        log.scrollTop = Math.min(log.scrollTop, end - clientHeight);
        fireEvent.scroll(log);
      };
      resize(600);
      expect(followButton()).not.toBeInTheDocument();
      expect(log.scrollTop).toBe(end - 600);

      resize(200);
      expect(followButton()).not.toBeInTheDocument();
      expect(log.scrollTop).toBe(end - 200);
    });
  });

  it('saves the whole log as a file', async () => {
    const created = jest.fn((_: Blob) => 'blob:log');
    URL.createObjectURL = created as typeof URL.createObjectURL;
    URL.revokeObjectURL = jest.fn();
    const saved: string[] = [];
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function save(this: HTMLAnchorElement) {
        saved.push(this.download);
      });
    backend.happen('it writes another line');
    renderLog();

    await userEvent.click(
      await screen.findByRole('button', { name: 'Download log' }),
    );

    await waitFor(() =>
      expect(saved).toEqual([`${build.kernel}-${build.id}.log`]),
    );
    expect(created.mock.calls[0][0].size).toBe('one\ntwo\n'.length);
    click.mockRestore();
  });

  it('shows no box for an empty log', async () => {
    backend = new Playback('history');
    const { items } = await backend.client.getBuilds();
    build = items.find(({ state }) => state === 'succeeded')!;
    renderLog();

    expect(await screen.findByText('This build wrote no log.')).toBeVisible();
    expect(screen.queryByRole('log')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Download log' }),
    ).not.toBeInTheDocument();
  });

  it('says why a log failed to load', async () => {
    backend.refuse(
      `GET /builds/${build.id}/events`,
      404,
      'The log was deleted after 90 days.',
    );
    renderLog();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The log was deleted after 90 days.',
    );
  });
});

/** The event of a build's first line. */
function lineOf({ id }: Build): string {
  const line = recordings.building.find(
    entry => 'stream' in entry && entry.event.startsWith('id: 1\n'),
  ) as Extract<Entry, { stream: string }>;
  expect(line.stream).toBe(`/builds/${id}/events`);
  return line.event;
}

function ignore() {}
