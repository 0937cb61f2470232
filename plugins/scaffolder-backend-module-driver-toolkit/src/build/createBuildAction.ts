import type { AuthService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  createTemplateAction,
  type ActionContext,
} from '@backstage/plugin-scaffolder-node';
import {
  refuseHiddenCharacters,
  type Build,
  type BuildRequest,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { examples } from './examples';
import { followBuild } from './followBuild';
import { readBuildRequest } from './readBuildRequest';

const DEFAULT_TIMEOUT_MINUTES = 120;
const CANCEL_TIMEOUT_MS = 10_000;
/** How often a person may repeat a step whose build has failed. */
const MAX_ATTEMPTS = 100;

/** The builds of a request: one for each architecture. */
interface Started {
  builds: { id: string; architecture: string }[];
  reference: string;
  /** Whether the request queued one of them; otherwise, all were there. */
  created: boolean;
}

type Checkpoints = Pick<ActionContext<any, any>, 'checkpoint'>;

/** That a checkpoint does not exist. */
class NotReachedError extends Error {}

/**
 * `driver-toolkit:build`: builds a toolkit image or a driver container.
 *
 * @remarks
 * It asks on behalf of the template's user, whose permissions apply. The builds
 * are a checkpoint: a task that is resumed after a crash waits for the same
 * builds. A person who repeats the step after a failed build starts another.
 *
 * @param options - `portal` is the address of the portal, for links
 */
export function createBuildAction(options: {
  api: DriverToolkitApi;
  auth: AuthService;
  portal?: string;
}) {
  const { api, auth, portal = '' } = options;
  const urlOf = (id: string) =>
    `${portal.replace(/\/+$/, '')}/driver-toolkit/builds?build=${id}`;
  return createTemplateAction({
    id: 'driver-toolkit:build',
    description:
      'Builds a Driver Toolkit image or a driver container for a kernel. Waits for the image by default, with the log of the build in the log of the task. Cancelling the task cancels the build.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        type: z => z.enum(['toolkit', 'driver']).describe('What to build'),
        kernel: z =>
          z
            .string()
            .describe(
              'version-release with its source in front, <source>/<version-release>, or without where `source` is given',
            ),
        source: z => z.string().optional().describe('Kernel source, by its id'),
        entityRef: z =>
          z
            .string()
            .optional()
            .describe("Driver: the driver container's Component"),
        architecture: z =>
          z
            .string()
            .optional()
            .describe(
              'Driver: RPM architecture; default: the first that can be built',
            ),
        variant: z =>
          z
            .string()
            .optional()
            .describe('Driver: kernel variant, such as rt; default: default'),
        architectures: z =>
          z
            .array(z.string())
            .optional()
            .describe('Toolkit: RPM architectures; default: all'),
        repository: z =>
          z
            .string()
            .optional()
            .describe('Toolkit: image repository, by its id'),
        wait: z =>
          z
            .boolean()
            .optional()
            .describe('Wait for the end of the build; default: true'),
        timeoutMinutes: z =>
          z
            .number()
            .positive()
            .max(24 * 60)
            .optional()
            .describe(
              `How long to wait before the step fails; the build goes on. Default: ${DEFAULT_TIMEOUT_MINUTES}`,
            ),
      },
      output: {
        buildId: z =>
          z.string().describe('The first build, if there are several'),
        url: z => z.string().describe("The build's page"),
        state: z => z.string().describe('succeeded, or queued without `wait`'),
        reference: z => z.string().describe('<image>:<tag>'),
        image: z =>
          z.string().optional().describe('<image>@<digest>, once it is built'),
        digest: z => z.string().optional(),
      },
    },
    async handler(ctx) {
      refuseHiddenCharacters(ctx.input, 'The input');
      const { wait = true, timeoutMinutes = DEFAULT_TIMEOUT_MINUTES } =
        ctx.input;
      const request = readBuildRequest(ctx.input);
      const token = async () => {
        const { token: issued } = await auth.getPluginRequestToken({
          onBehalfOf: await ctx.getInitiatorCredentials(),
          targetPluginId: 'driver-toolkit',
        });
        return issued;
      };
      if (ctx.isDryRun) {
        // Whether there is such a kernel.
        await api.getKernel(request.source, request.kernel, {
          token: await token(),
          signal: ctx.signal,
        });
        ctx.logger.info(
          `Would build a ${request.type} for ${request.kernel}; a dry run builds nothing`,
        );
        ctx.output('url', urlOf('dry-run'));
        ctx.output('state', 'queued');
        return;
      }
      const start = async () => {
        const { build, created } = await api.createBuild(request, {
          token: await token(),
          signal: ctx.signal,
        });
        return {
          builds: [build, ...(build.siblings ?? [])].map(
            ({ id, architecture }) => ({ id, architecture }),
          ),
          reference: build.imageReference,
          created,
        };
      };
      const { started, attempt } = await startOnce(ctx, request, start);
      const { builds, reference } = started;
      ctx.output('buildId', builds[0].id);
      ctx.output('url', urlOf(builds[0].id));
      ctx.output('reference', reference);
      builds.forEach(({ id, architecture }) =>
        ctx.logger.info(
          `Build of ${reference} for ${architecture}: ${urlOf(id)}`,
        ),
      );
      if (!wait) {
        ctx.output('state', 'queued');
        return;
      }

      const timeout = AbortSignal.timeout(timeoutMinutes * 60_000);
      const signal = AbortSignal.any(
        ctx.signal ? [ctx.signal, timeout] : [timeout],
      );
      let ended: Build[];
      try {
        ended = await Promise.all(
          builds.map(({ id, architecture }) =>
            followBuild(api, id, {
              token,
              signal,
              log: line =>
                ctx.logger.info(
                  builds.length > 1 ? `[${architecture}] ${line}` : line,
                ),
            }),
          ),
        );
      } catch (error) {
        if (ctx.signal?.aborted && started.created) {
          await cancel(started, token);
        }
        throw timeout.aborted && !ctx.signal?.aborted
          ? new ConflictError(
              `The build did not end within ${timeoutMinutes} minutes, and goes on: ${urlOf(
                builds[0].id,
              )}`,
            )
          : error;
      }
      const failed = ended.find(({ state }) => state !== 'succeeded');
      if (failed) {
        await ctx.checkpoint({
          key: failureKey(request, attempt),
          fn: async () => true,
        });
        throw new ConflictError(
          failed.state === 'cancelled'
            ? `The build was cancelled: ${urlOf(failed.id)}`
            : `The build failed: ${
                failed.error?.message ?? 'the portal does not say why'
              } ${urlOf(failed.id)}`,
        );
      }
      const [{ digest, imageReference }] = ended;
      ctx.output('state', 'succeeded');
      ctx.output('digest', digest);
      ctx.output(
        'image',
        digest &&
          `${imageReference.slice(
            0,
            imageReference.lastIndexOf(':'),
          )}@${digest}`,
      );
    },
  });

  /** Best effort: the task ends anyway, and people can cancel in the portal. */
  async function cancel(
    { builds }: Started,
    token: () => Promise<string>,
  ): Promise<void> {
    const signal = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
    await Promise.allSettled(
      builds.map(async ({ id }) =>
        api.cancelBuild(id, { token: await token(), signal }),
      ),
    );
  }
}

/** A step with `each` has the same checkpoints for all of its builds. */
function startKey(request: BuildRequest, attempt: number): string {
  return `started.${attempt}.${JSON.stringify(request)}`;
}

function failureKey(request: BuildRequest, attempt: number): string {
  return `failed.${attempt}.${JSON.stringify(request)}`;
}

/** Starts the builds, unless the task had started them before a crash. */
async function startOnce(
  ctx: Checkpoints,
  request: BuildRequest,
  start: () => Promise<Started>,
): Promise<{ started: Started; attempt: number }> {
  let attempt = 0;
  while (
    attempt < MAX_ATTEMPTS &&
    (await isReached(ctx, failureKey(request, attempt)))
  ) {
    attempt++;
  }
  const started = await ctx.checkpoint({
    key: startKey(request, attempt),
    fn: async () => ({ ...(await start()) }),
  });
  return { started, attempt };
}

/** There is no way to ask for a checkpoint without reaching it or failing. */
async function isReached(ctx: Checkpoints, key: string): Promise<boolean> {
  try {
    return await ctx.checkpoint({
      key,
      fn: async (): Promise<boolean> => {
        throw new NotReachedError();
      },
    });
  } catch (error) {
    if (error instanceof NotReachedError) {
      return false;
    }
    throw error;
  }
}
