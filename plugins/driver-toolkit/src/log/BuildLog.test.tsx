import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aBuild } from '../__testUtils__/fixtures';
import { giveLogASize } from '../__testUtils__/giveLogASize';
import { refusal } from '../__testUtils__/refusal';
import { renderWithWorld } from '../__testUtils__/renderWithWorld';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { BuildLog } from './BuildLog';

describe('BuildLog', () => {
  const build = aBuild({ state: 'running' });
  let world: InMemoryDriverToolkit;

  giveLogASize();

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.builds = [build];
  });

  function renderLog() {
    return renderWithWorld(
      <DriverToolkitQueries>
        <BuildLog build={build} onBuild={ignore} />
      </DriverToolkitQueries>,
      world,
    );
  }

  it('shows lines as they are written', async () => {
    world.write(build.id, ['one']);
    renderLog();
    const log = await screen.findByRole('log', { name: 'Build log' });
    await waitFor(() => expect(log).toHaveTextContent('one'));
    expect(log).toHaveAttribute('aria-live', 'off');
    expect(screen.getByText('Live · 1 line')).toBeVisible();

    world.write(build.id, ['two']);

    await waitFor(() => expect(log).toHaveTextContent('two'));
    expect(screen.getByText('Live · 2 lines')).toBeVisible();
  });

  it('holds only the lines in sight of a long log', async () => {
    world.write(
      build.id,
      Array.from({ length: 100_000 }, (_, index) => `line ${index}`),
    );
    renderLog();

    expect(await screen.findByText('Live · 100000 lines')).toBeVisible();
    const log = screen.getByRole('log');
    expect(log.querySelectorAll('[data-number]').length).toBeLessThan(200);
  });

  it('never takes a line for markup', async () => {
    world.write(build.id, [
      '\u001b[31m<img src="x" onerror="alert(1)">\u001b[0m',
    ]);
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
      world.write(build.id, ['one']);
      renderLog();
      log = await screen.findByRole('log');
      await screen.findByText('Live · 1 line');
      log.scrollTop = end - log.clientHeight; // as a browser limits it
      fireEvent.scroll(log);
    });

    const followButton = () => screen.queryByRole('button', { name: 'Follow' });

    it('keeps the end in sight as lines are written', async () => {
      world.write(build.id, ['two']);
      await screen.findByText('Live · 2 lines');
      expect(log.scrollTop).toBe(end);
    });

    it('stops when the reader scrolls up, until the button is pressed', async () => {
      expect(followButton()).not.toBeInTheDocument();
      log.scrollTop -= 10;
      fireEvent.scroll(log);
      expect(followButton()).toBeVisible();

      const top = log.scrollTop;
      world.write(build.id, ['two']);
      await screen.findByText('Live · 2 lines');
      expect(log.scrollTop).toBe(top);

      await userEvent.click(followButton()!);
      expect(log.scrollTop).toBe(end);
      expect(log).toHaveFocus();
      expect(followButton()).not.toBeInTheDocument();
    });

    it('goes on when the reader comes back to the end', () => {
      log.scrollTop = 100;
      fireEvent.scroll(log);
      expect(followButton()).toBeVisible();

      log.scrollTop = end - log.clientHeight - 5;
      fireEvent.scroll(log);
      expect(followButton()).not.toBeInTheDocument();
    });

    it('goes on in a window that becomes taller, and shorter', async () => {
      const resize = (clientHeight: number) => {
        Object.defineProperty(log, 'clientHeight', {
          configurable: true,
          value: clientHeight,
        });
        // A browser moves what would be beyond the end.
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
    world.write(build.id, ['one', 'two']);
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

  it('says why a log can’t be read', async () => {
    world.failing.set(
      'followBuild',
      await refusal(404, 'NotFoundError', 'The log was deleted after 90 days.'),
    );
    renderLog();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The log was deleted after 90 days.',
    );
  });
});

function ignore() {}
