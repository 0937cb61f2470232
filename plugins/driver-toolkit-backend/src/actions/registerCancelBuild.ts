import type { ActionContext } from './ActionContext';
import { answer } from './answer';
import { buildSchema } from './buildSchema';
import { describeBuild } from './describeBuild';

/** `driver-toolkit:cancel-build` */
export function registerCancelBuild(context: ActionContext): void {
  context.registry.register({
    name: 'cancel-build',
    title: 'Cancel a Build',
    description: `Stops a queued or running build. Its results so far are discarded; images in a registry stay.

Use it only when a user wants this build stopped. A running build takes a moment to end: use follow-build to see that it is cancelled. A build whose image was just pushed still succeeds. A build that has succeeded or failed can't be cancelled.`,
    attributes: { readOnly: false, destructive: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          buildId: z
            .string()
            .uuid()
            .describe(
              'The id from the action that queued it, or from the list of builds',
            ),
        }),
      output: buildSchema,
    },
    action: async ({ input, credentials }) =>
      answer(context, credentials, async (caller, { access }) =>
        describeBuild(
          await access.authorizedBuilds.cancel(input.buildId, caller),
        ),
      ),
  });
}
