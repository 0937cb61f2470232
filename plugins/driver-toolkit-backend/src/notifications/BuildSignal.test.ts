import { setTimeout as delay } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { DefaultSignalsService } from '@backstage/plugin-signals-node';
import { BuildSignal } from './BuildSignal';

describe('BuildSignal', () => {
  it('is sent once for simultaneous changes, without details', async () => {
    const events = mockServices.events();
    const published: unknown[] = [];
    await events.subscribe({
      id: 'test',
      topics: ['signals'],
      onEvent: async ({ eventPayload }) => {
        published.push(eventPayload);
      },
    });
    const signal = new BuildSignal({
      signals: DefaultSignalsService.create({ events }),
      logger: mockServices.logger.mock(),
    });

    for (let time = 0; time < 2; time++) {
      signal.changed();
      signal.changed();
      await delay(400);
    }

    const sent = {
      recipients: { type: 'broadcast' },
      channel: 'driver-toolkit:builds',
      message: {},
    };
    expect(published).toEqual([sent, sent]);
  });

  it('survives a failure to send', async () => {
    const logger = mockServices.logger.mock();
    const signal = new BuildSignal({
      signals: {
        publish: async () => {
          throw new Error('The events backend is gone.');
        },
      },
      logger,
    });

    signal.changed();
    await delay(400);

    expect(logger.debug).toHaveBeenCalledTimes(1);
  });
});
