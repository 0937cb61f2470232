import { toError } from '@backstage/errors';
import {
  describeUnread,
  toRpmArchitecture,
  type Platform,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  type BuiltImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { retryTransient } from '../../builders/retryTransient';
import type { RegistryDirectory } from '../../registries/RegistryDirectory';
import type { BuildContext } from '../worker/BuildContext';
import { BuildStopped } from '../worker/BuildStopped';

/** An image that was pushed and read back. */
export interface PublishedImage {
  /** The digest that the tag names: this image, or a manifest list with it. */
  digest: string;
  /** This image in the list. */
  platform: Platform;
  /** The context of the remaining work, which can no longer be cancelled. */
  context: BuildContext;
}

/** How long the registry may take to report the result of a stopped push. */
const LOOK_MS = 10_000;

/**
 * Pushes a build's image under its tag and reads it back. The tag's images for
 * other architectures stay: the tag then becomes, or remains, a manifest list.
 *
 * @remarks The caller has entered the state `pushing`, and no other build of
 * the tag can be in it: no image is lost between the look at the tag and the
 * push.
 *
 * A stopped push may have set the tag just before it stopped. Then the build
 * continues, because "cancelled" would be untrue.
 *
 * @throws BuildFailedError if the push failed, if the registry has another
 * image afterwards, or if the tag's content is unknown
 */
export async function publishImage(
  image: Pick<BuiltImage, 'push'>,
  { imageReference, architecture }: PublishedTarget,
  context: BuildContext,
  registries: Pick<
    RegistryDirectory,
    'accessTo' | 'platformsOf' | 'digestOf' | 'confirm'
  >,
): Promise<PublishedImage> {
  const { signal, log, onLines, settle } = context;
  const isOwn = (platform: Platform) =>
    toRpmArchitecture(platform.architecture) === architecture;
  const access = await registries.accessTo(imageReference, {
    pushes: true,
  });
  const there = await retryTransient('Looking at the tag', context, () =>
    registries.platformsOf(imageReference, signal),
  );
  const others = there.filter(platform => !isOwn(platform));
  const unread = others.find(({ error }) => error !== undefined);
  if (unread) {
    throw new BuildFailedError(
      `Nothing is pushed, because a new list would lose a part of ${imageReference}. ${describeUnread(
        unread,
      )}. Build that architecture first, or delete the tag.`,
      { transient: true },
    );
  }
  const digest = await retryTransient('Pushing the image', context, () =>
    image.push({
      reference: imageReference,
      others: others.map(platform => platform.digest),
      access,
      signal,
      onLines,
    }),
  ).catch(async error => {
    const { reason } = signal;
    const pushed =
      reason instanceof BuildStopped && reason.isTooLateOncePushed
        ? await digestOfNew().catch(tellNotKnown)
        : undefined;
    if (pushed === undefined) {
      throw error;
    }
    return pushed;
  });
  const left = { ...context, signal: settle() };
  const pushed = await retryTransient('Reading it back', left, () =>
    registries.confirm(imageReference, digest, left.signal),
  );
  const own = pushed.platforms.filter(isOwn);
  if (own.length !== 1 || pushed.platforms.length !== others.length + 1) {
    throw new BuildFailedError(
      `${imageReference} was pushed as ${digest}, but the tag is for ${describe(
        pushed.platforms,
      )}.`,
    );
  }
  log(`Pushed and read back: ${imageReference}@${digest}`);
  if (others.length > 0) {
    log(
      `The tag is for ${describe(
        pushed.platforms,
      )}; the image for ${architecture} is ${own[0].digest}`,
    );
  }
  return { digest, platform: own[0], context: left };

  /**
   * The digest that the tag names, if its image for this architecture is new.
   */
  async function digestOfNew(): Promise<string | undefined> {
    const look = AbortSignal.timeout(LOOK_MS);
    const before = there.find(isOwn)?.digest;
    const now = await registries.platformsOf(imageReference, look);
    const after = now.find(isOwn)?.digest;
    return after === undefined || after === before
      ? undefined
      : registries.digestOf(imageReference, look);
  }

  function tellNotKnown(error: unknown): undefined {
    log(
      `It is unknown whether ${imageReference} was pushed before the push stopped: ${
        toError(error).message
      }`,
    );
  }
}

/** The part of a build's plan that a push needs. */
interface PublishedTarget {
  /** `image:tag` */
  imageReference: string;
  /** RPM name */
  architecture: string;
}

function describe(platforms: readonly Platform[]): string {
  return platforms
    .map(platform => toRpmArchitecture(platform.architecture))
    .join(', ');
}
