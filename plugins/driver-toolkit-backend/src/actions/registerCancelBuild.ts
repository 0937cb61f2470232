import type { ActionContext } from './ActionContext';
import { answer } from './answer';
import { buildSchema } from './buildSchema';
import { describeBuild } from './describeBuild';

/** `driver-toolkit:cancel-build` */
export function registerCancelBuild(context: ActionContext): void {
  context.registry.register({
    name: 'cancel-build',
    title: 'Cancel a Build',
    description: `Stops a build that is queued or runs. What it has done so far is thrown away; images that are in a registry stay.

Use it only when somebody wants that build stopped. A build that runs takes a moment to end: use follow-build to see that it is cancelled. One whose image has just been pushed succeeds all the same. A build that has succeeded or failed can't be cancelled.`,
    attributes: { readOnly: false, destructive: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          buildId: z
            .string()
            .uuid()
            .describe(
              'As the action that queued it, or the list of builds, has it',
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
