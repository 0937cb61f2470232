import { createImage } from '../../../registry/__testUtils__/imageContent';
import { TestRegistry } from '../../../registry/__testUtils__/TestRegistry';
import type { LayerEntry } from '../../../registry/layers/__testUtils__/layer';
import {
  contentsOf,
  createLayeredImage,
  type LayeredImage,
} from '../../../registry/layers/__testUtils__/layeredImage';
import { imageReferences } from './imageReferences';
import { TestUpdateService } from './TestUpdateService';

/** A test's description of a release. */
export interface TestRelease {
  version: string;
  channels?: string[];
  /** OCI name. */
  architecture?: string;
  /** Labels of its toolkit images by their tags; none for a release without. */
  toolkits?: Record<string, Record<string, string>>;
  /**
   * Images that its nodes boot, by tag: the label's kernel, or layers of an
   * image without the label; none for a release that does not name them.
   */
  systems?: Record<string, string | LayerEntry[][]>;
  /** Other images by their tags. */
  references?: Record<string, string>;
}

/** An update service, the registry of payloads and that of toolkit images. */
export class TestPlatform {
  static async start(): Promise<TestPlatform> {
    return new TestPlatform(
      await TestUpdateService.start(),
      await TestRegistry.start('ocp/release'),
      await TestRegistry.start('ocp/art'),
    );
  }

  private constructor(
    readonly updates: TestUpdateService,
    readonly payloads: TestRegistry,
    readonly toolkits: TestRegistry,
  ) {}

  /** Requests to both registries, such as `GET manifests` or `GET blobs`. */
  get pulls(): string[] {
    return [...this.payloads.requests, ...this.toolkits.requests].map(
      ({ method, url }) => `${method} ${url.split('/').at(-2)}`,
    );
  }

  forgetPulls(): void {
    this.payloads.requests.length = 0;
    this.toolkits.requests.length = 0;
  }

  /** Publishes a complete release. */
  async addRelease(release: TestRelease): Promise<LayeredImage> {
    const { version, architecture = 'amd64' } = release;
    const { toolkits = {}, systems = {} } = release;
    const tags = { ...release.references };
    for (const [tag, labels] of Object.entries(toolkits)) {
      tags[tag] = this.addToolkit(labels, architecture);
    }
    for (const [tag, system] of Object.entries(systems)) {
      tags[tag] = await this.addSystem(system, architecture);
    }
    const payload = await createLayeredImage({
      architecture,
      layers: [
        [{ name: 'usr/bin/cluster-version-operator', content: version }],
        [
          { name: 'release-manifests', type: 'directory' },
          imageReferences(version, tags),
          { name: 'release-manifests/release-metadata', content: '{}' },
        ],
      ],
    });
    this.publish(release, payload);
    return payload;
  }

  /** Publishes a payload as it is. */
  publish(release: TestRelease, payload: LayeredImage): void {
    this.payloads.addContent(...contentsOf(payload));
    this.list(release, `${this.payloads.image}@${payload.manifest.digest}`);
  }

  /** Adds a payload to the update service. */
  list(release: TestRelease, payload: string): void {
    const { version, architecture = 'amd64' } = release;
    const [major, minor] = version.split('.');
    const { channels = [`stable-${major}.${minor}`] } = release;
    for (const channel of channels) {
      this.updates.add(channel, architecture, { version, payload });
    }
  }

  /** @returns its reference. */
  addToolkit(labels: Record<string, string>, architecture = 'amd64'): string {
    const image = createImage({ labels, architecture });
    this.toolkits.addContent(image.manifest, image.config);
    return `${this.toolkits.image}@${image.manifest.digest}`;
  }

  /** @returns its reference. */
  async addSystem(
    system: string | LayerEntry[][],
    architecture = 'amd64',
  ): Promise<string> {
    const isLabelled = typeof system === 'string';
    const image = await createLayeredImage({
      architecture,
      labels: isLabelled ? { 'ostree.linux': system } : {},
      layers: isLabelled ? [[{ name: 'etc/os-release' }]] : system,
    });
    this.toolkits.addContent(...contentsOf(image));
    return `${this.toolkits.image}@${image.manifest.digest}`;
  }

  async close(): Promise<void> {
    await Promise.all([
      this.updates.close(),
      this.payloads.close(),
      this.toolkits.close(),
    ]);
  }
}
