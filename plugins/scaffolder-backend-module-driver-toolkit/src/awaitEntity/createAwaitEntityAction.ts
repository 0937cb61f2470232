import { setTimeout as delay } from 'node:timers/promises';
import { stringifyEntityRef, parseEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { refuseHiddenCharacters } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

const POLL_MS = 500;
const DEFAULT_TIMEOUT_SECONDS = 60;

/**
 * `driver-toolkit:await-entity`: waits until a registered entity can be opened.
 *
 * @remarks
 * `catalog:register` ends when the location is stored; the catalog processes it
 * some seconds later, and until then the entity's page reports it as missing. A
 * slower entity is no failure, but a line in the log.
 *
 * @public
 */
export function createAwaitEntityAction(options: { catalog: CatalogService }) {
  const { catalog } = options;
  return createTemplateAction({
    id: 'driver-toolkit:await-entity',
    description:
      'Waits until the catalog has an entity, so that a link to it works at once.',
    examples: [
      {
        description: 'Wait for a newly registered entity',
        example: `steps:
  - id: await
    action: driver-toolkit:await-entity
    input:
      entityRef: \${{ steps.register.output.entityRef }}
`,
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z =>
          z.string().describe('Reference of the entity to wait for'),
        timeoutSeconds: z =>
          z
            .number()
            .positive()
            .max(600)
            .optional()
            .describe(`Default: ${DEFAULT_TIMEOUT_SECONDS}`),
      },
      output: {
        found: z => z.boolean().describe('Whether the catalog has it now'),
      },
    },
    async handler(ctx) {
      refuseHiddenCharacters(ctx.input, 'The input');
      if (ctx.isDryRun) {
        ctx.output('found', false);
        return;
      }
      const entityRef = stringifyEntityRef(parseEntityRef(ctx.input.entityRef));
      const seconds = ctx.input.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
      const deadline = Date.now() + seconds * 1000;
      const credentials = await ctx.getInitiatorCredentials();
      for (;;) {
        if (await catalog.getEntityByRef(entityRef, { credentials })) {
          ctx.output('found', true);
          return;
        }
        if (Date.now() >= deadline) {
          ctx.logger.warn(
            `The catalog has not processed ${entityRef} within ${seconds} s; it will appear by itself.`,
          );
          ctx.output('found', false);
          return;
        }
        await delay(POLL_MS, undefined, { signal: ctx.signal });
      }
    },
  });
}
