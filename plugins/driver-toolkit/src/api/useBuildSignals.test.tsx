import { renderInTestApp } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { act, screen } from '@testing-library/react';
import { Playback } from '../__testUtils__/Playback';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { DriverToolkitQueries } from './DriverToolkitQueries';
import { useBuilds } from './useBuilds';

function States() {
  const builds = useBuilds({}).data?.pages.flatMap(page => page.items);
  return <p>{builds?.map(({ state }) => state).join(', ')}</p>;
}

describe('useBuildSignals', () => {
  it('refetches builds when the backend signals a change', async () => {
    const backend = new Playback('failing', 'it fails');
    const heard = new Map<string, (message: object) => void>();
    renderInTestApp(
      <DriverToolkitQueries>
        <States />
      </DriverToolkitQueries>,
      {
        apis: [
          [driverToolkitApiRef, backend.client],
          [
            signalApiRef,
            {
              subscribe: (channel, onMessage) => {
                heard.set(channel, onMessage as (message: object) => void);
                return { unsubscribe: () => {} };
              },
            },
          ],
        ],
      },
    );
    expect(await screen.findByText('failed')).toBeVisible();

    const [{ id }] = (await backend.client.getBuilds()).items;
    await backend.client.retryBuild(id);
    act(() => heard.get('driver-toolkit:builds')!({}));

    expect(await screen.findByText('queued, failed')).toBeVisible();
  });

  it('refetches nothing before a signal or after a failure', async () => {
    const backend = new Playback('nothing');
    backend.refuse('GET /builds', 503, 'Not now.');
    function Failure() {
      return <p>{useBuilds({}).error?.message}</p>;
    }
    renderInTestApp(
      <DriverToolkitQueries>
        <Failure />
      </DriverToolkitQueries>,
      {
        apis: [
          [driverToolkitApiRef, backend.client],
          [signalApiRef, { subscribe: () => ({ unsubscribe: () => {} }) }],
        ],
      },
    );

    expect(await screen.findByText('Not now.')).toBeVisible();
    expect(backend.asked).toEqual(['GET /builds']);
  });
});
