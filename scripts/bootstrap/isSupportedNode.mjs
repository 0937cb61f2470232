/** The Node to ask people to install if none can be downloaded. */
export const SUPPORTED_NODE = 'Node 22.15 or later, or Node 24';

/**
 * Whether Backstage 1.55 and the native modules in use run on this Node: 22 from 22.15 on, or 24.
 *
 * @param {string} version
 */
export function isSupportedNode(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major === 24 || (major === 22 && minor >= 15);
}
