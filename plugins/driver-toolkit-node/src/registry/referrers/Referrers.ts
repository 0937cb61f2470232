import { toError } from '@backstage/errors';
import type { ImageReferrer, RepositoryImage } from '../ImageRepository';
import type { RegistryClient } from '../RegistryClient';
import { attachedTags, possibleAttachedTags } from './attachedTags';
import { nextLook } from './nextLook';
import { ReferrerReader } from './ReferrerReader';

/** Digests that are read before failures are counted. */
const WINDOW = 128;
const DAY = 24 * 60 * 60_000;

interface Known {
  referrers: ImageReferrer[];
  /** Milliseconds since the epoch. */
  due: number;
  /** Tags that attached something at the time of reading. */
  tags: string[];
}

type Subject = Pick<RepositoryImage, 'digest' | 'created' | 'platforms'>;

/**
 * The attachments of a repository's images.
 *
 * @remarks
 * An image never changes, but its attachments may grow. So each digest's
 * attachments are read when it first appears, then at the time of {@link
 * nextLook}, and at once when a tag that attaches something to it appears or
 * disappears. Results of an earlier process are renewed within a day, not all
 * at once. The images of a manifest list's platforms are included.
 */
export class Referrers {
  readonly #known = new Map<string, Known>();
  readonly #reader: ReferrerReader;

  readonly #clock: () => number;

  constructor(client: RegistryClient, clock: () => number = Date.now) {
    this.#clock = clock;

    this.#reader = new ReferrerReader(client, clock);
  }

  /**
   * Attachments of a tag's manifest, then of its platforms; undefined if
   * unknown.
   */
  of({ digest, platforms }: Subject): ImageReferrer[] | undefined {
    const own = digest === undefined ? undefined : this.#known.get(digest);
    return (
      own && [
        ...own.referrers,
        ...partsOf({ digest, platforms }).flatMap(subject =>
          (this.#known.get(subject)?.referrers ?? []).map(referrer => ({
            ...referrer,
            subject,
          })),
        ),
      ]
    );
  }

  /** Adopts the results of an earlier process if none are known yet. */
  learn(images: Iterable<RepositoryImage>, tags: Iterable<string>): void {
    const attached = attachedTags(tags);
    for (const { digest, platforms, referrers } of images) {
      if (digest === undefined || !referrers) {
        continue;
      }
      for (const subject of [digest, ...partsOf({ digest, platforms })]) {
        if (referrers.length > 0 && !attached.has(subject)) {
          // No tag lists them, so the registry's API did.
          this.#reader.expectSupport();
        }
        if (!this.#known.has(subject)) {
          this.#known.set(subject, {
            referrers: referrers
              .filter(referrer => (referrer.subject ?? digest) === subject)
              .map(({ subject: _, ...referrer }) => referrer),
            due: this.#clock() + Math.random() * DAY,
            tags: attached.get(subject) ?? [],
          });
        }
      }
    }
  }

  /**
   * Reads the attachments that are due.
   *
   * @param tags - All tags of the repository, including those that attach
   * something.
   * @returns the first failure and the number of failures; known results stay.
   */
  async update(
    images: Iterable<Subject>,
    tags: Iterable<string>,
    signal: AbortSignal,
  ): Promise<{ count: number; error: Error } | undefined> {
    const attached = attachedTags(tags);
    const subjects = new Map<string, string | undefined>();
    for (const { digest, created, platforms } of images) {
      if (digest !== undefined) {
        subjects.set(digest, created);
        for (const part of partsOf({ digest, platforms })) {
          subjects.set(part, created);
        }
      }
    }
    this.#forgetAllBut(subjects);
    const due = [...subjects].filter(([digest]) =>
      this.#isDue(digest, attached.get(digest) ?? []),
    );
    if (due.length === 0) {
      return undefined;
    }
    try {
      await this.#reader.prepare(due[0][0], signal);
    } catch (error) {
      signal.throwIfAborted();
      return { count: due.length, error: toError(error) };
    }
    const failures: Error[] = [];
    for (let start = 0; start < due.length; start += WINDOW) {
      const window = due.slice(start, start + WINDOW);
      const failed = await this.#readWindow(window, attached, signal);
      failures.push(...failed);
      // A registry that fails for all of so many will fail for the rest, too.
      if (failed.length === WINDOW) {
        break;
      }
    }
    const [error] = failures;
    return error && { count: failures.length, error };
  }

  /**
   * Reads the attachments of one image now.
   *
   * @throws the first failure; known results stay
   */
  async updateOne(image: Subject, signal: AbortSignal): Promise<void> {
    const { digest, created } = image;
    if (digest === undefined) {
      return;
    }
    const subjects = [digest, ...partsOf(image)];
    await this.#reader.prepare(digest, signal);
    const [error] = await this.#readWindow(
      subjects.map(subject => [subject, created]),
      new Map(subjects.map(each => [each, possibleAttachedTags(each)])),
      signal,
    );
    if (error) {
      throw error;
    }
  }

  async #readWindow(
    subjects: [digest: string, created: string | undefined][],
    attached: ReadonlyMap<string, string[]>,
    signal: AbortSignal,
  ): Promise<Error[]> {
    const failures: Error[] = [];
    await Promise.all(
      subjects.map(async ([digest, created]) => {
        const tags = attached.get(digest) ?? [];
        try {
          const referrers = await this.#reader.read(digest, tags, signal);
          const due = nextLook(created, this.#clock());
          this.#known.set(digest, { referrers, due, tags });
        } catch (error) {
          signal.throwIfAborted();
          failures.push(toError(error));
        }
      }),
    );
    return failures;
  }

  #isDue(digest: string, tags: string[]): boolean {
    const known = this.#known.get(digest);
    return (
      known === undefined ||
      known.tags.join() !== tags.join() ||
      known.due <= this.#clock()
    );
  }

  #forgetAllBut(digests: ReadonlyMap<string, unknown>): void {
    for (const digest of this.#known.keys()) {
      if (!digests.has(digest)) {
        this.#known.delete(digest);
      }
    }
  }
}

/** Digests of a manifest list's platforms; empty for an image. */
function partsOf({
  digest,
  platforms,
}: Pick<RepositoryImage, 'digest' | 'platforms'>): string[] {
  return platforms
    .map(platform => platform.digest)
    .filter(part => part !== digest);
}
