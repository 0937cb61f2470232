import {
  type BuiltImage,
  type ImageFiles,
  type InTreeModule,
  type KernelRecord,
  parseImageReference,
  readKernelRecord,
  writeKernelRecord,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { KernelRecordStore } from '../database/records/KernelRecordStore';
import { recordIdOf } from '../database/records/RecordStore';
import { readSourceVersions } from '../modules/readSourceVersions';
import { readToolkitKernel } from '../modules/readToolkitKernel';
import type { DriverPlan, ToolkitPlan } from '../plans/BuildPlan';

/** A kernel's record with its id. */
export interface StoredKernel {
  id: string;
  record: KernelRecord;
}

/**
 * What the kernels of toolkit images offer to modules: each image is read once,
 * because its digest never means another image.
 */
export class KernelRecords {
  readonly #store: KernelRecordStore;

  constructor(store: KernelRecordStore) {
    this.#store = store;
  }

  /**
   * @param toolkit - its files
   * @returns undefined if the toolkit image says nothing about the kernel
   * @throws BuildFailedError if a list in the image is damaged or too large
   */
  async of(
    plan: Pick<
      DriverPlan,
      'source' | 'kernel' | 'architecture' | 'unameRelease' | 'toolkitImage'
    >,
    toolkit: ImageFiles,
    signal: AbortSignal,
  ): Promise<StoredKernel | undefined> {
    const { unameRelease, source, kernel } = plan;
    const { digest } = parseImageReference(plan.toolkitImage);
    const key = digest === undefined ? undefined : { digest, unameRelease };
    const stored = key && (await this.#store.find(key));
    if (stored) {
      return { id: stored.id, record: readKernelRecord(stored.text) };
    }
    const record = await readToolkitKernel(toolkit, plan, signal);
    if (!record) {
      return undefined;
    }
    const text = writeKernelRecord(record);
    const id = key
      ? await this.#store.keep({ ...key, source, kernel }, text)
      : recordIdOf(text);
    return { id, record };
  }

  /**
   * Reads those of a toolkit image that was built.
   *
   * @throws BuildFailedError if a list in the image is damaged or too large
   */
  async read(
    {
      architecture,
      unameReleases,
    }: Pick<ToolkitPlan, 'architecture' | 'unameReleases'>,
    image: Pick<BuiltImage, 'readPath' | 'runProgram'>,
    signal: AbortSignal,
  ): Promise<KernelRecord[]> {
    const records: KernelRecord[] = [];
    for (const unameRelease of unameReleases) {
      const about = { unameRelease, architecture };
      const record = await readToolkitKernel(image, about, signal);
      if (record) {
        const modules = await withSources(record, image, signal);
        records.push({ ...record, modules });
      }
    }
    return records;
  }

  /** @param digest - that the tag of the image names */
  async keep(
    { source, kernel }: Pick<ToolkitPlan, 'source' | 'kernel'>,
    records: readonly KernelRecord[],
    digest: string,
  ): Promise<void> {
    for (const record of records) {
      const { unameRelease } = record;
      await this.#store.keep(
        { digest, unameRelease, source, kernel },
        writeKernelRecord(record),
      );
    }
  }
}

/** A driver build, which has the toolkit's files alone, cannot tell them. */
async function withSources(
  { modules, unameRelease }: KernelRecord,
  image: Pick<BuiltImage, 'runProgram'>,
  signal: AbortSignal,
): Promise<InTreeModule[]> {
  if (modules.length === 0) {
    return modules;
  }
  const sources = await readSourceVersions(image, unameRelease, signal).catch(
    () => {
      signal.throwIfAborted();
      return undefined; // the rest of the record is worth more
    },
  );
  return modules.map(module => {
    const srcversion = sources?.get(module.name);
    return srcversion === undefined ? module : { ...module, srcversion };
  });
}
