/** @typedef {Pick<import('../../lab/labState.mjs').LabState, 'registry' | 'mirror' | 'forge' | 'baseImage' | 'env'>} LabAddresses */

/**
 * The environment that app-config.yaml reads: the portal's own ports and data folder, and where the lab's servers are.
 *
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env the environment to build on
 * @param {{ frontend: number, backend: number }} options.ports
 * @param {string} options.dataPath the folder of the portal's databases
 * @param {LabAddresses} [options.lab] if the portal is to use it
 * @param {string} [options.template] another driver container template than the product's own
 * @returns {NodeJS.ProcessEnv}
 */
export function portalEnvironment({ env, ports, dataPath, lab, template }) {
  return {
    ...env,
    // The dev server would open a browser by itself, and again at each restart.
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
