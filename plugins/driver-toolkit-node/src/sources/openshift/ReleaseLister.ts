import { NotFoundError, toError } from '@backstage/errors';
import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { rcompare, type SemVer } from 'semver';
import { printableText } from '../../http/printableText';
import type { GraphNode } from './readUpdateGraph';
import type { Release } from './Release';
import { isReleaseOf, parseReleaseVersion } from './releaseVersion';

/**
 * Consecutive minor versions without a channel that end the search upward: some
 * may not be stable yet, or not for every architecture.
 */
const MAX_GAP = 2;
/**
 * The same before the first channel: mirrors of the update service may begin
 * late.
 */
const MAX_LEAD = 30;
const MAX_MINORS = 60;
/** Consecutive unreadable channels that mean the service is down. */
const MAX_FAILURES = 2;
const MAX_SHOWN = 50;

/** Selects the releases to list. */
export interface ReleaseSelection {
  /** Undefined for `stable-X.Y` from `since` upward. */
  channels?: string[];
  since?: SemVer;
  /** RPM names. */
  architectures: string[];
}

/** The content of the graphs, and those that failed. */
export interface ReleaseList {
  /** The newest first. */
  releases: Release[];
  warnings: string[];
  failures: { architecture: string; error: Error }[];
}

/** Asks for a channel's releases, by the architecture's OCI name. */
export type ReadChannel = (
  channel: string,
  architecture: string,
) => Promise<GraphNode[]>;

/** Reads channels, sequentially or all at once, and collects their releases. */
export class ReleaseLister {
  readonly #releases = new Map<string, Release>();
  readonly #warnings: string[] = [];
  readonly #strangeVersions = new Set<string>();
  readonly #failures: ReleaseList['failures'] = [];

  readonly #selection: ReleaseSelection;
  readonly #readChannel: ReadChannel;

  constructor(selection: ReleaseSelection, readChannel: ReadChannel) {
    this.#selection = selection;
    this.#readChannel = readChannel;
  }

  async readAll(channels: string[]): Promise<void> {
    await Promise.all(
      channels.map(async channel => {
        if ((await this.#read(channel)) === 'empty') {
          this.#warnings.push(
            `Channel ${channel} has no releases for ${this.#selection.architectures.join(
              ', ',
            )}; check its name.`,
          );
        }
      }),
    );
  }

  /** Reads each minor version's channel until no more follow. */
  async readUpward(): Promise<void> {
    const { major = 4, minor: first = 0 } = this.#selection.since ?? {};
    let gap = 0;
    let maxGap = MAX_LEAD;
    let failures = 0;
    for (
      let minor = first;
      minor < first + MAX_MINORS && gap < maxGap && failures < MAX_FAILURES;
      minor++
    ) {
      const state = await this.#read(`stable-${major}.${minor}`);
      gap = state === 'read' ? 0 : gap + 1;
      maxGap = state === 'read' ? MAX_GAP : maxGap;
      failures = state === 'failed' ? failures + 1 : 0;
    }
  }

  result(): ReleaseList {
    const releases = this.#releases;
    const warnings = this.#warnings;
    const failures = this.#failures;
    if (releases.size === 0 && failures.length === 0) {
      const { channels, since, architectures } = this.#selection;
      throw new NotFoundError(
        `The update graph has no release ${
          since ? `since ${since} ` : ''
        }for ${architectures.join(', ')} in ${
          channels ? `channel ${channels.join(', ')}` : 'its stable channels'
        }; check channels, since and graph of the kernel source`,
      );
    }
    const [strange] = this.#strangeVersions;
    if (strange !== undefined) {
      warnings.push(
        `Releases of the update graph left out because of an invalid version: ${
          this.#strangeVersions.size
        }, such as '${printableText(strange, MAX_SHOWN)}'.`,
      );
    }
    return {
      releases: [...releases.values()].sort((a, b) =>
        rcompare(a.version, b.version),
      ),
      warnings,
      failures,
    };
  }

  async #read(channel: string): Promise<'read' | 'empty' | 'failed'> {
    const states = await Promise.all(
      this.#selection.architectures.map(async architecture => {
        try {
          const nodes = await this.#readChannel(
            channel,
            toOciArchitecture(architecture),
          );
          nodes.forEach(node => this.#add(node, channel, architecture));
          return nodes.length > 0 ? 'read' : 'empty';
        } catch (error) {
          this.#failures.push({ architecture, error: toError(error) });
          return 'failed';
        }
      }),
    );
    return (
      (['read', 'empty'] as const).find(state => states.includes(state)) ??
      'failed'
    );
  }

  #add(node: GraphNode, channel: string, architecture: string): void {
    const version = parseReleaseVersion(node.version);
    if (!version) {
      this.#strangeVersions.add(node.version);
      return;
    }
    const { since } = this.#selection;
    const isWanted =
      isReleaseOf(channel, version) &&
      (since === undefined || version.compare(since) >= 0);
    if (isWanted) {
      const { payload } = node;
      const key = `${architecture} ${version.version} ${payload}`;
      this.#releases.set(key, { version, architecture, payload });
    }
  }
}
