import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import {
  parseSelector,
  parseToleration,
  renderManifests,
  type RenderedManifests,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { CommandContext } from '../CommandContext';
import { ExitCode } from '../ExitCode';
import { askPortal } from '../manifests/askPortal';
import type { ManifestsOptions } from '../manifests/ManifestsOptions';
import { parseKernel } from '../manifests/parseKernel';
import { createWarningLogger } from '../readings/createWarningLogger';
import { readDriver } from './readDriver';

/**
 * `driver-toolkit driver manifests`: from a `driver.yaml`, or by a portal, which
 * knows the kernels and the images.
 *
 * @param path - the file, or the folder that has it; not with a portal
 */
export async function printManifests(
  path: string | undefined,
  options: ManifestsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { files, warnings } = options.portal
    ? await askPortal(path, options, context)
    : await renderHere(path ?? 'driver.yaml', options, context);
  const logger = createWarningLogger(context.stderr);
  warnings.forEach(warning => logger.warn(warning));
  if (options.output !== undefined) {
    await mkdir(options.output, { recursive: true });
    for (const { name, content } of files) {
      await writeFile(join(options.output, name), content);
      context.stdout.write(`${join(options.output, name)}\n`);
    }
  } else if (files.some(({ kind }) => kind === 'bootc') && files.length > 1) {
    throw new InputError(
      'A Containerfile cannot be printed together with YAML; write them into a folder with --output, or choose bootc alone.',
    );
  } else {
    context.stdout.write(files.map(({ content }) => content).join('---\n'));
  }
  return ExitCode.Ok;
}

async function renderHere(
  path: string,
  options: ManifestsOptions,
  { signal }: CommandContext,
): Promise<RenderedManifests> {
  const { driver } = await readDriver(path, signal);
  const image = options.image ?? driver.image;
  const name = options.name ?? image?.split('/').at(-1);
  if (name === undefined) {
    throw new InputError(
      `${path} has no \`image\`; add it, or use --image <image without tag>.`,
    );
  }
  return renderManifests(driver, {
    kinds: options.for,
    name,
    namespace: options.namespace,
    image,
    kernels: (options.kernel ?? []).map(kernel => ({
      ...parseKernel(kernel),
      os: options.os,
      toolkitImage: options.toolkitImage,
    })),
    imagePullSecret: options.imagePullSecret,
    selector: parseSelector(options.selector ?? []),
    tolerations: options.toleration?.map(parseToleration),
    pin: options.pin,
    orderedUpgrade: options.orderedUpgrade,
    probes: options.probes,
    firmwarePath: options.firmwarePath,
    bootcImage: options.bootcImage,
  });
}
