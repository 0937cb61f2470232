import { InputError } from '@backstage/errors';
import { DriverToolkitClient } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { RenderedManifests } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { CommandContext } from '../CommandContext';
import type { ManifestsOptions } from './ManifestsOptions';

/** Where the token of the portal is: an argument would show in lists of processes. */
const TOKEN = 'DRIVER_TOOLKIT_TOKEN';
const TIMEOUT_MS = 60_000;

/** What only the portal's own configuration and repository say. */
const NOT_FOR_PORTAL = ['image', 'os', 'toolkitImage'] as const;

/**
 * Lets the portal render, from the driver's repository and with the images that
 * it built.
 *
 * @throws InputError for options that a portal does not take
 */
export async function askPortal(
  path: string | undefined,
  options: ManifestsOptions,
  { env, signal }: CommandContext,
): Promise<RenderedManifests> {
  const [, namespace = 'default', name] =
    /^(?:component:)?(?:([^/:]+)\/)?([^/:]+)$/.exec(options.driver ?? '') ?? [];
  if (name === undefined) {
    throw new InputError(
      '--portal needs --driver [<namespace>/]<name>, the entity of the driver in the catalog.',
    );
  }
  const own = NOT_FOR_PORTAL.find(option => options[option] !== undefined);
  if (path !== undefined || own !== undefined) {
    throw new InputError(
      path !== undefined
        ? `With --portal, the driver.yaml of the driver's repository counts, so ${path} must not be named.`
        : `With --portal, --${own!.replace(
            /[A-Z]/g,
            letter => `-${letter.toLowerCase()}`,
          )} has no effect; the portal knows it.`,
    );
  }
  const pinned = options.kernel?.find(kernel => kernel.includes('@'));
  if (pinned !== undefined) {
    throw new InputError(
      `--kernel ${pinned} must not have a digest with --portal, which knows the digests.`,
    );
  }
  const client = DriverToolkitClient.create({
    discoveryApi: { getBaseUrl: async () => apiOf(options.portal!) },
  });
  return client.getDriverManifests(
    namespace,
    name,
    {
      for: options.for,
      kernel: options.kernel,
      targetName: options.name,
      targetNamespace: options.namespace,
      imagePullSecret: options.imagePullSecret,
      selector: options.selector,
      toleration: options.toleration,
      pin: options.pin,
      orderedUpgrade: options.orderedUpgrade,
      probes: options.probes,
      firmwarePath: options.firmwarePath,
      bootcImage: options.bootcImage,
    },
    {
      token: env[TOKEN],
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    },
  );
}

function apiOf(portal: string): string {
  let url: URL;
  try {
    url = new URL(portal);
  } catch {
    throw new InputError(
      `--portal ${portal} is not an address, such as https://portal.example.com.`,
    );
  }
  if (url.username || url.password || !/^https?:$/.test(url.protocol)) {
    throw new InputError(
      `--portal must be an http or https address without a password; the token goes into ${TOKEN}.`,
    );
  }
  return `${url.href.replace(/\/+$/, '')}/api/driver-toolkit`;
}
