import { prepareProgram } from './prepareProgram.mjs';

/** @import { Progress } from '../terminal/Progress.mjs' */

/**
 * The browser that the browser tests drive: the one that `CHROMIUM_PATH` names, or the machine's.
 *
 * @param {{ progress: Progress }} options
 * @returns {Promise<string>} its executable
 * @throws MissingPackagesError if somebody with more rights has to install it
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
