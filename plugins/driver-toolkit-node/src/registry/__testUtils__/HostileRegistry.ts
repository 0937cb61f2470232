import type { TestAnswer } from '../../http/__testUtils__/TestServer';
import type { RepositoryImage } from '../ImageRepository';
import { createTestRepository, readWhole } from './createTestRepository';
import { createImage } from './imageContent';
import { TestRegistry } from './TestRegistry';

/**
 * A registry with the tags `evil` and `good` that a test can make misbehave.
 */
export class HostileRegistry {
  static readonly good = createImage({ layer: 'good' });
  static readonly evil = createImage({
    layer: 'evil',
    labels: { kind: 'evil' },
  });

  static async start(): Promise<HostileRegistry> {
    const registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addImage('evil', HostileRegistry.evil);
    registry.addImage('good', HostileRegistry.good);
    return new HostileRegistry(registry);
  }

  private constructor(readonly registry: TestRegistry) {}

  /** Answers instead of the registry if a URL has this ending. */
  answerAt(end: string, answer: TestAnswer): void {
    this.registry.intercept = ({ url }) =>
      url.endsWith(end) ? answer : undefined;
  }

  /**
   * Reads both tags and returns the evil one.
   *
   * @throws if that broke the good one.
   */
  async readEvil(
    options?: Parameters<typeof createTestRepository>[1],
  ): Promise<RepositoryImage> {
    const { images, warnings } = await readWhole(
      createTestRepository(this.registry, options),
    );
    const [evil, good] = images;
    if (
      good.digest !== HostileRegistry.good.manifest.digest ||
      good.error !== undefined ||
      warnings.length !== (evil.error === undefined ? 0 : 1)
    ) {
      throw new Error(
        `Read ${JSON.stringify(images)}, ${JSON.stringify(warnings)}`,
      );
    }
    return evil;
  }

  async close(): Promise<void> {
    await this.registry.close();
  }
}
