/** @typedef {Pick<import('../../lab/labState.mjs').LabState, 'registry' | 'mirror' | 'forge' | 'baseImage' | 'env'>} LabAddresses */

/**
 * The environment that app-config.yaml reads: the portal's ports and data folder, and the addresses of the lab's
 * servers.
 *
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env the environment to build on
 * @param {{ frontend: number, backend: number }} options.ports
 * @param {string} options.dataPath the folder of the portal's databases
 * @param {LabAddresses} [options.lab] if the portal uses it
 * @param {string} [options.template] a driver container template other than the product's
 * @returns {NodeJS.ProcessEnv}
 */
export function portalEnvironment({ env, ports, dataPath, lab, template }) {
  return {
    ...env,
    // Otherwise, the dev server opens a browser, and again at each restart.
    BROWSER: 'none',
    NODE_ENV: 'development',
    DRIVER_TOOLKIT_PORT: String(ports.frontend),
    DRIVER_TOOLKIT_BACKEND_PORT: String(ports.backend),
    DRIVER_TOOLKIT_DATA: dataPath,
    ...(template && { DRIVER_TOOLKIT_TEMPLATE: template }),
    ...(lab && {
      ...lab.env,
      DRIVER_TOOLKIT_LAB_REGISTRY: withoutScheme(lab.registry),
      DRIVER_TOOLKIT_LAB_MIRROR: lab.mirror,
      DRIVER_TOOLKIT_LAB_FORGE: withoutScheme(lab.forge),
      DRIVER_TOOLKIT_LAB_BASE_IMAGE: lab.baseImage,
    }),
  };
}

/** @param {string} address */
function withoutScheme(address) {
  return address.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
