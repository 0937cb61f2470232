import { existsSync } from 'node:fs';
import { inRepository } from '../paths.mjs';

const PROFILE_FILES = {
  lab: ['app-config.yaml'],
  centos: ['app-config.yaml', 'app-config.centos.yaml'],
};
const LOCAL_FILE = 'app-config.local.yaml';

/**
 * The configuration files of the portal; later ones override earlier ones, and the user's own, if any, comes last.
 *
 * @param {import('./chooseProfile.mjs').Profile} profile
 */
export function configFiles(profile) {
  const files = PROFILE_FILES[profile];
  return existsSync(inRepository(LOCAL_FILE)) ? [...files, LOCAL_FILE] : files;
}
