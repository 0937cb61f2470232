const FIRST_STEPS = {
  lab: 'Open a kernel that has no image, press Build and watch its log.',
  centos:
    'See which CentOS Stream kernels have a toolkit image, and open one that has none.',
};

/**
 * The message when the portal is up.
 *
 * @param {string} url
 * @param {import('./chooseProfile.mjs').Profile} profile
 */
export function welcome(url, profile) {
  return `
The portal is at ${url}

  1. ${FIRST_STEPS[profile]}
  2. Then choose Create and make a driver container for that kernel.

Its output is in .cache/logs/portal-backend.log and portal-frontend.log. Ctrl-C stops everything.
`;
}
