import { existsSync } from 'node:fs';
import { inRepository } from '../paths.mjs';

const PROFILE_FILES = {
  lab: ['app-config.yaml'],
  centos: ['app-config.yaml', 'app-config.centos.yaml'],
};
const LOCAL_FILE = 'app-config.local.yaml';

/**
 * The configuration a person's portal reads, later files over earlier ones; their own, if there is one, comes last.
 *
 * @param {import('./chooseProfile.mjs').Profile} profile
 */
export function configFiles(profile) {
  const files = PROFILE_FILES[profile];
  return existsSync(inRepository(LOCAL_FILE)) ? [...files, LOCAL_FILE] : files;
}
