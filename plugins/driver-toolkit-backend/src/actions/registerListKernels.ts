import {
  indexReadPermission,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ActionContext } from './ActionContext';
import { answer } from './answer';
import { variantSchema } from './variantSchema';

const MAX_KERNELS = 100;

/** `driver-toolkit:list-kernels` */
export function registerListKernels(context: ActionContext): void {
  context.registry.register({
    name: 'list-kernels',
    title: 'List Kernels',
    description: `Lists kernels that drivers can be built for, newest first, each with its Driver Toolkit images and whether they exist.

Use it to find the exact name of a kernel (its version-release, such as 5.14.0-391.el9) and of its source before building anything, or to see what a kernel has. To learn which images are missing, use find-missing-images.

The image state "unknown" means that the state could not be determined, with the reason; it never means that the image is missing.`,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    visibilityPermission: indexReadPermission,
    schema: {
      input: z =>
        z.object({
          source: z
            .string()
            .optional()
            .describe('Id of a kernel source, such as centos-stream-9'),
          architecture: z
            .string()
            .optional()
            .describe('RPM name, such as x86_64 or aarch64'),
          variant: variantSchema(z)
            .optional()
            .describe('Only kernels that have this flavour'),
          query: z
            .string()
            .optional()
            .describe('Part of the version-release, such as 5.14.0-4'),
          imageState: z
            .enum(['present', 'absent', 'unknown'])
            .optional()
            .describe('Only kernels with, or without, a toolkit image'),
          limit: z
            .number()
            .int()
            .min(1)
            .max(MAX_KERNELS)
            .default(20)
            .describe('How many kernels a page has'),
          cursor: z
            .string()
            .optional()
            .describe('nextCursor of the page before'),
        }),
      output: z =>
        z.object({
          kernels: z.array(
            z.object({
              source: z.string(),
              kernel: z.string(),
              unameReleases: z
                .array(z.string())
                .describe('What `uname -r` says on machines that run it'),
              architectures: z.array(z.string()),
              retired: z
                .boolean()
                .describe(
                  'It has left its source, so nothing can be built for it',
                ),
              images: z.array(
                z.object({
                  repository: z.string(),
                  reference: z.string(),
                  state: z.enum(['present', 'absent', 'unknown']),
                  reason: z.string().optional(),
                }),
              ),
            }),
          ),
          totalKernels: z.number().describe('Over all pages'),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) =>
      answer(context, credentials, async (caller, { access, index }) => {
        await access.control.require(caller, indexReadPermission);
        const { architecture, query, ...filter } = input;
        const page = await index.kernelsWithoutBuilds({
          ...filter,
          arch: architecture,
          q: query,
        });
        return {
          kernels: page.items.map(describe),
          totalKernels: page.totalItems,
          nextCursor: page.nextCursor,
        };
      }),
  });
}

function describe({ source, kernel, flavours, retired, images }: Kernel) {
  return {
    source,
    kernel,
    unameReleases: flavours.map(({ unameRelease }) => unameRelease),
    architectures: [...new Set(flavours.map(flavour => flavour.architecture))],
    retired,
    images: images.map(({ repository, reference, state, reason }) => ({
      repository,
      reference,
      state,
      reason,
    })),
  };
}
