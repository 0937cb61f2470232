import { compareEvr } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  createKernelSource,
  InMemoryContentCache,
  type KernelReading,
  type KernelSourceConfig,
  type SourceKernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { CommandContext } from '../CommandContext';
import { chooseEntries } from '../config/chooseEntries';
import { loadConfig } from '../config/loadConfig';
import type { ExitCode } from '../ExitCode';
import { formatTable } from '../output/formatTable';
import { printResult } from '../output/printResult';
import type { Outcome } from '../readings/Outcome';
import { readEach } from '../readings/readEach';
import { report } from '../readings/report';

/** Options of `driver-toolkit kernels`. */
export interface KernelsOptions {
  config: string[];
  source?: string;
  json?: boolean;
}

interface ListedKernel extends SourceKernel {
  source: string;
}

/** `driver-toolkit kernels` */
export async function listKernels(
  options: KernelsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { kernelSources } = await loadConfig(options.config, context.env);
  const cache = new InMemoryContentCache();
  const outcomes = await readEach(
    chooseEntries(kernelSources, options.source, 'kernel source'),
    context,
    (entry, readOptions) =>
      createKernelSource(entry, { cache }).read(readOptions),
  );
  printResult(context.stdout, toDocument(outcomes), {
    json: options.json,
    table: ({ kernels }) => toTable(kernels),
  });
  return report(
    outcomes,
    context.stderr,
    ({ incompleteArchitectures = [] }) => incompleteArchitectures.length === 0,
  );
}

function toDocument(outcomes: Outcome<KernelSourceConfig, KernelReading>[]) {
  return {
    kernels: outcomes
      .flatMap(({ entry, reading }) =>
        (reading?.kernels ?? []).map(
          (kernel): ListedKernel => ({ source: entry.id, ...kernel }),
        ),
      )
      .sort((a, b) => compareEvr(b.kernel, a.kernel)),
    sources: outcomes.map(({ entry, reading, error }) => ({
      id: entry.id,
      title: entry.title,
      kernels: reading?.kernels.length,
      warnings: reading?.warnings ?? [],
      incompleteArchitectures: reading?.incompleteArchitectures ?? [],
      error,
    })),
  };
}

function toTable(kernels: ListedKernel[]): string {
  return formatTable(
    ['KERNEL', 'SOURCE', 'ARCHITECTURES', 'VARIANTS'],
    kernels.map(({ kernel, source, flavours }) => [
      kernel,
      source,
      unique(flavours.map(({ architecture }) => architecture)),
      unique(flavours.map(({ variant }) => variant)),
    ]),
  );
}

function unique(names: string[]): string {
  return [...new Set(names)].join(', ');
}
