import type { ActionContext } from './ActionContext';
import { answer } from './answer';
import { describeRequested } from './describeRequested';
import { requestedBuildSchema } from './requestedBuildSchema';

/**
 * `driver-toolkit:build-toolkit-image`
 *
 * @remarks It has no `force`: only people can replace an existing image. So
 * this action only adds missing images and can be repeated.
 */
export function registerBuildToolkitImage(context: ActionContext): void {
  context.registry.register({
    name: 'build-toolkit-image',
    title: 'Build a Toolkit Image',
    description: `Queues the build of the Driver Toolkit image of one kernel, for the architectures that it lacks, and returns the first of the builds at once.

Use it for an image that find-missing-images lists; then use follow-build with the buildId to follow the build, which takes minutes. The action fails if the image already exists: only people can replace it, in the portal. If a build is already queued or running, the action returns that one, so it can be called again.`,
    attributes: { readOnly: false, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          source: z
            .string()
            .describe('Id of the kernel source, from list-kernels'),
          kernel: z.string().describe('version-release, from list-kernels'),
          architecture: z
            .string()
            .optional()
            .describe(
              'RPM name; default: all architectures that the image lacks',
            ),
          repository: z
            .string()
            .optional()
            .describe('Id of the image repository; default: the first'),
        }),
      output: requestedBuildSchema,
    },
    action: async ({ input, credentials }) =>
      answer(context, credentials, async (caller, { access }) => {
        const { architecture, ...request } = input;
        const requested = await access.authorizedBuilds.create(
          {
            type: 'toolkit',
            ...request,
            ...(architecture !== undefined && {
              architectures: [architecture],
            }),
          },
          caller,
        );
        return describeRequested(requested);
      }),
  });
}
