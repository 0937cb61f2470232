import { InputError } from '@backstage/errors';
import { indexReadPermission } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Index } from '../index/Index';
import type { ActionContext } from './ActionContext';
import { answer } from './answer';
import { missingImages } from './missingImages';

const MAX_KERNELS = 200;

/** `driver-toolkit:find-missing-images` */
export function registerFindMissingImages(context: ActionContext): void {
  context.registry.register({
    name: 'find-missing-images',
    title: 'Find Missing Images',
    description: `Finds missing Driver Toolkit images of the newest kernels that could be built.

Use it to learn what to build before using build-toolkit-image, or to check that nothing is missing. "missing" lists images that the registry does not have. "unknown" lists images whose state could not be determined, with the reason: never build because of it; refresh the image repository or ask the operators of the portal instead.`,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    visibilityPermission: indexReadPermission,
    schema: {
      input: z =>
        z.object({
          source: z
            .string()
            .optional()
            .describe('Id of a kernel source; default: all'),
          repository: z
            .string()
            .optional()
            .describe('Id of an image repository; default: all'),
          architecture: z
            .string()
            .optional()
            .describe('RPM name, such as x86_64; default: all'),
          newest: z
            .number()
            .int()
            .min(1)
            .max(MAX_KERNELS)
            .default(20)
            .describe('How many of the newest kernels to check'),
        }),
      output: z => {
        const image = z.object({
          source: z.string(),
          kernel: z.string(),
          repository: z.string(),
          reference: z.string(),
          architectures: z.array(z.string()),
        });
        return z.object({
          missing: z.array(image),
          unknown: z.array(image.extend({ reason: z.string() })),
          kernelsLookedAt: z.number(),
          totalKernels: z.number(),
        });
      },
    },
    action: async ({ input, credentials }) =>
      answer(context, credentials, async (caller, { access, index }) => {
        const { source, repository, architecture, newest } = input;
        await access.control.require(caller, indexReadPermission);
        if (repository !== undefined) {
          await requireRepository(index, repository);
        }
        const { items, totalItems } = await index.kernelsWithoutBuilds({
          source,
          arch: architecture,
          limit: newest,
        });
        const found = items.map(kernel =>
          missingImages(kernel, { repository, architecture }),
        );
        return {
          missing: found.flatMap(({ missing }) => missing),
          unknown: found.flatMap(({ unknown }) => unknown),
          kernelsLookedAt: items.length,
          totalKernels: totalItems,
        };
      }),
  });
}

/** @throws NotFoundError, InputError */
async function requireRepository(index: Index, id: string): Promise<void> {
  const { kind } = await index.source(id);
  if (kind !== 'images') {
    throw new InputError(
      `'${id}' is a source of kernels. Pass it as source, and the id of an image repository as repository, or none for all.`,
    );
  }
}
