import { renderInTestApp } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { act, screen } from '@testing-library/react';
import { aBuild } from '../__testUtils__/fixtures';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { DriverToolkitQueries } from './DriverToolkitQueries';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { useBuilds } from './useBuilds';

function Kernels() {
  const builds = useBuilds({}).data?.pages.flatMap(page => page.items);
  return <p>{builds?.map(({ kernel }) => kernel).join(', ')}</p>;
}

describe('useBuildSignals', () => {
  it('reads builds again when the backend says that they changed', async () => {
    const world = new InMemoryDriverToolkit();
    world.builds = [aBuild({ id: '1', kernel: '1-1', state: 'succeeded' })];
    const heard = new Map<string, (message: object) => void>();
    renderInTestApp(
      <DriverToolkitQueries>
        <Kernels />
      </DriverToolkitQueries>,
      {
        apis: [
          [driverToolkitApiRef, world],
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
    expect(await screen.findByText('1-1')).toBeVisible();

    world.builds = [
      aBuild({ id: '2', kernel: '1-2', state: 'succeeded' }),
      ...world.builds,
    ];
    act(() => heard.get('driver-toolkit:builds')!({}));

    expect(await screen.findByText('1-2, 1-1')).toBeVisible();
  });

  it('reads nothing twice, neither before a signal nor after a failure', async () => {
    const world = new InMemoryDriverToolkit();
    world.failing.set('getBuilds', new Error('503'));
    const asked = jest.spyOn(world, 'getBuilds');
    function Failure() {
      return <p>{useBuilds({}).error?.message}</p>;
    }
    renderInTestApp(
      <DriverToolkitQueries>
        <Failure />
      </DriverToolkitQueries>,
      {
        apis: [
          [driverToolkitApiRef, world],
          [signalApiRef, { subscribe: () => ({ unsubscribe: () => {} }) }],
        ],
      },
    );

    expect(await screen.findByText('503')).toBeVisible();
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
