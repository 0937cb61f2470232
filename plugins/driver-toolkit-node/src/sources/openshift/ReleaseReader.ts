import { DigestContent } from '../../registry/DigestContent';
import type { ContentCache } from '../../registry/ImageRepository';
import { parseImageReference } from '../../registry/parseImageReference';
import { readPlatforms } from '../../registry/readPlatforms';
import type { RegistryClients } from '../registries/RegistryClients';
import { requirePlatform } from '../requirePlatform';
import { untilAborted } from '../untilAborted';
import { withDeadline } from '../withDeadline';
import type { ReleaseToolkit } from './assembleReleases';
import { readToolkitKernels, type ToolkitKernels } from './readToolkitKernels';
import type { Release } from './Release';
import type { ReleasePayloads } from './ReleasePayloads';

/** What a release has for kernels. */
export interface ReleaseReading {
  /** Empty for releases without a toolkit image. */
  toolkits: ReleaseToolkit[];
  warnings: string[];
  /** See {@link ReleasePayloads}. */
  verified: boolean;
}

/**
 * Reads releases during one refresh: payloads, and the toolkit images that
 * several of them may share.
 */
export class ReleaseReader {
  private readonly kernels = new Map<string, Promise<ToolkitKernels>>();

  constructor(
    private readonly options: {
      payloads: ReleasePayloads;
      cache: ContentCache;
      clients: RegistryClients;
      /** Milliseconds for a toolkit image, whichever releases wait for it. */
      imageTimeout: number;
      /** Ends what no release waits for any more. */
      signal: AbortSignal;
    },
  ) {}

  async read(release: Release, signal: AbortSignal): Promise<ReleaseReading> {
    const { payloads, clients } = this.options;
    const { architecture, version } = release;
    const content = await payloads.read(release, clients, signal);
    const warnings: string[] = [];
    const toolkits = await Promise.all(
      content.toolkitImages.map(async reference => {
        const kernels = await untilAborted(
          this.readKernels(reference, architecture),
          signal,
        );
        warnings.push(...kernels.warnings);
        return { version, architecture, reference, flavours: kernels.flavours };
      }),
    );
    return { toolkits, warnings, verified: content.verified };
  }

  /** Once for all releases: the first one's time is not that of the others. */
  private readKernels(
    reference: string,
    architecture: string,
  ): Promise<ToolkitKernels> {
    const { signal, imageTimeout: milliseconds } = this.options;
    const key = `${architecture} ${reference}`;
    const kernels =
      this.kernels.get(key) ??
      withDeadline({ signal, milliseconds, name: reference }, deadline =>
        this.readKernelsOnce(reference, architecture, deadline),
      );
    this.kernels.set(key, kernels);
    return kernels;
  }

  private async readKernelsOnce(
    reference: string,
    architecture: string,
    signal: AbortSignal,
  ): Promise<ToolkitKernels> {
    const { cache, clients } = this.options;
    const image = parseImageReference(reference);
    const content = new DigestContent(clients.of(image), cache);
    const platforms = await readPlatforms(content, image.digest ?? '', signal);
    const platform = requirePlatform(platforms, architecture, reference);
    return readToolkitKernels(platform, architecture, reference);
  }
}
