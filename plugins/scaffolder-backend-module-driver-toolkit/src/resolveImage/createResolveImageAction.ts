import type { AuthService } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  refuseHiddenCharacters,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { examples } from './examples';
import { readImageRequest } from './ImageRequest';
import { type ResolvedImage, resolveImage } from './resolveImage';

/**
 * `driver-toolkit:resolve-image`: kernel → the reference, with digest, of the
 * toolkit image for building its drivers.
 *
 * @remarks
 * Asks the Driver Toolkit plugin on behalf of the template's user, whose
 * permissions apply.
 *
 * @public
 */
export function createResolveImageAction(options: {
  api: DriverToolkitApi;
  auth: AuthService;
}) {
  const { api, auth } = options;
  return createTemplateAction({
    id: 'driver-toolkit:resolve-image',
    description:
      'Finds the Driver Toolkit image of a kernel, pinned by digest. If the image is missing, the error says how to build it.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        kernel: z =>
          z
            .string()
            .describe(
              'version-release with its source in front, <source>/<version-release>, or without where `source` is given',
            ),
        source: z => z.string().optional().describe('Kernel source, by its id'),
        repository: z =>
          z
            .string()
            .optional()
            .describe(
              'Image repository, by its id; default: the first that has the image',
            ),
        architecture: z =>
          z
            .string()
            .optional()
            .describe('RPM architecture of the driver; default: x86_64'),
        variant: z =>
          z
            .string()
            .optional()
            .describe('Kernel variant, such as rt; default: default'),
      },
      output: {
        image: z => z.string().describe('<image>@<digest>'),
        reference: z => z.string().describe('<image>:<tag>'),
        digest: z => z.string(),
        tag: z => z.string(),
        repository: z => z.string().describe('Image repository, by its id'),
        source: z => z.string().describe('Kernel source, by its id'),
        kernelVersion: z => z.string().describe('version-release'),
        architecture: z => z.string().describe('RPM name, such as x86_64'),
        ociArchitecture: z => z.string().describe('OCI name, such as amd64'),
        variant: z => z.string(),
        unameRelease: z =>
          z.string().describe('`uname -r` of the architecture and variant'),
        driverTag: z =>
          z.string().describe('Tag of a driver image for this `uname -r`'),
        baseImage: z =>
          z
            .string()
            .optional()
            .describe('Base image of the toolkit image, if its labels name it'),
        kernelEntityRef: z => z.string(),
        imageEntityRef: z => z.string(),
      },
    },
    async handler(ctx) {
      refuseHiddenCharacters(ctx.input, 'The input');
      const { token } = await auth.getPluginRequestToken({
        onBehalfOf: await ctx.getInitiatorCredentials(),
        targetPluginId: 'driver-toolkit',
      });
      const resolved = await resolveImage(api, readImageRequest(ctx.input), {
        token,
        signal: ctx.signal,
      });
      ctx.logger.info(
        `${resolved.image} builds drivers for ${resolved.unameRelease}`,
      );
      for (const name of Object.keys(resolved) as Array<keyof ResolvedImage>) {
        ctx.output(name, resolved[name]);
      }
    },
  });
}
