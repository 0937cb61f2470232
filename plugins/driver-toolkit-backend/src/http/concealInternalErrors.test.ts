import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError, ResponseError } from '@backstage/errors';
import express from 'express';
import request from 'supertest';
import { concealInternalErrors } from './concealInternalErrors';

function answer(error: Error) {
  const logger = mockServices.logger.mock();
  const app = express();
  app.get('/', () => {
    throw error;
  });
  app.use(concealInternalErrors(logger));
  app.use(
    (
      told: Error,
      _request: express.Request,
      response: express.Response,
      _next: express.NextFunction,
    ) => {
      response.status(500).send(`${told.name}: ${told.message}`);
    },
  );
  return { logger, sent: request(app).get('/') };
}

describe('concealInternalErrors', () => {
  it('passes on messages that were written for callers', async () => {
    const { sent } = answer(new NotFoundError('There is no build x.'));
    expect((await sent).text).toBe('NotFoundError: There is no build x.');
  });

  it("does not pass on the status of another plugin's answer", async () => {
    const error = await ResponseError.fromResponse(
      new Response('{"error":{}}', { status: 401, statusText: 'Unauthorized' }),
    );
    const { logger, sent } = answer(error);

    expect((await sent).text).toBe(
      'ServiceUnavailableError: Another part of the portal failed: Request failed with 401 Unauthorized. Try again, and tell the operators of the portal if it happens again.',
    );
    expect(logger.error).toHaveBeenCalledWith(expect.any(String), error);
  });

  it('shows SQL only in the log', async () => {
    const error = new Error(
      'insert into builds (id) values (7) - no such table',
    );
    const { logger, sent } = answer(error);

    expect((await sent).text).not.toContain('insert');
    expect(logger.error).toHaveBeenCalledWith(expect.any(String), error);
  });
});
