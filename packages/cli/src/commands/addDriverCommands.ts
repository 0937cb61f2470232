import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandContext } from '../CommandContext';
import type { ExitCode } from '../ExitCode';
import { collect } from '../manifests/collect';
import type { ManifestsOptions } from '../manifests/ManifestsOptions';
import { parseKinds } from '../manifests/parseKinds';
import { checkDriver } from './checkDriver';
import { printManifests } from './printManifests';

/** Adds `driver-toolkit driver …`. */
export function addDriverCommands(
  program: Command,
  context: CommandContext,
  onEnd: (exitCode: ExitCode) => void,
): void {
  const driver = program
    .command('driver')
    .description('Work with the repository of a driver container');
  driver
    .command('check')
    .description('Check a driver.yaml, without a portal')
    .argument('[path]', 'the file, or the folder that has it', 'driver.yaml')
    .action(async (path: string) => {
      onEnd(await checkDriver(path, context));
    });
  addManifestsCommand(driver, async (path, options) => {
    onEnd(await printManifests(path, options, context));
  });
}

function addManifestsCommand(
  driver: Command,
  action: (
    path: string | undefined,
    options: ManifestsOptions,
  ) => Promise<void>,
): void {
  driver
    .command('manifests')
    .description('Print what deploys a driver')
    .argument(
      '[path]',
      'driver.yaml, or the folder that has it; default: driver.yaml',
    )
    .addOption(
      new Option(
        '--for <kinds>',
        'kmm, daemonset, openshift, preflight, bootc; joined by commas, or repeated',
      )
        .argParser(parseKinds)
        .makeOptionMandatory(),
    )
    .option(
      '--kernel <uname>[@<digest>]',
      "uname -r of the nodes, with the digest of the driver's image if you know it; may be repeated; default with a portal: all with an image",
      collect,
    )
    .option('--name <name>', 'name of the objects; default: of the image')
    .option('--namespace <namespace>', 'namespace; default: default')
    .option('--image <image>', 'image without tag; default: of driver.yaml')
    .option(
      '--os <id=version>',
      'distribution of the kernels, if the tag has it, such as rhel=9.4',
      parseOs,
    )
    .option(
      '--toolkit-image <image>',
      "toolkit image of the kernel, for OpenShift's preflight",
    )
    .option('--image-pull-secret <secret>', "secret with the registry's login")
    .option(
      '--selector <label=value>',
      'label that nodes must have; may be repeated',
      collect,
    )
    .option(
      '--toleration <key[=value][:effect]>',
      'taint that nodes may have; may be repeated',
      collect,
    )
    .option('--pin', 'KMM: map each kernel to its image, by digest if known')
    .option(
      '--no-ordered-upgrade',
      "KMM: leave the driver's version out, for which nodes need a label",
    )
    .option(
      '--no-probes',
      'DaemonSets: for images without driver-ready and driver-live',
    )
    .option(
      '--firmware-path <folder>',
      "DaemonSets: the nodes' folder for firmware; default: /lib/firmware",
    )
    .option('--bootc-image <image>', 'bootc image to add the driver to')
    .option('--output <folder>', 'write files instead of printing')
    .option(
      '--portal <address>',
      'let a portal render, with the kernels and images that it knows; its token: DRIVER_TOOLKIT_TOKEN',
    )
    .option('--driver <[namespace/]name>', "the driver's entity in the portal")
    .action(action);
}

function parseOs(text: string): { id: string; version: string } {
  const [, id, version] =
    /^([a-z0-9][a-z0-9._-]*)=([a-z0-9][a-z0-9._-]*)$/.exec(text) ?? [];
  if (id === undefined) {
    throw new InvalidArgumentError(
      'Write <id>=<version> as in /etc/os-release, such as rhel=9.4.',
    );
  }
  return { id, version };
}
