import { prepareProgram } from './prepareProgram.mjs';

/** @import { Progress } from '../terminal/Progress.mjs' */

/**
 * The browser for the browser tests: the one in `CHROMIUM_PATH`, or the machine's.
 *
 * @param {{ progress: Progress }} options
 * @returns {Promise<string>} its executable
 * @throws MissingPackagesError if root must install it
 */
export async function prepareChromium({ progress }) {
  return (
    process.env.CHROMIUM_PATH ??
    (await prepareProgram({
      commands: ['chromium', 'chromium-browser', 'google-chrome'],
      name: 'chromium',
      progress,
    }))
  );
}
