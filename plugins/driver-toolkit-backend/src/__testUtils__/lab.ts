import { readFileSync } from 'node:fs';

/** Addresses and podman environment of the lab, as `lab.json` has them. */
export interface LabState {
  home: string;
  /** host:port */
  registry: string;
  /** URL */
  mirror: string;
  /** URL */
  forge: string;
  baseImage: string;
  env: Record<string, string>;
}

/**
 * The lab that integration tests run against: `npm test` starts one and names
 * its state file in `DRIVER_TOOLKIT_LAB`.
 */
export function readLab(): LabState {
  const file = process.env.DRIVER_TOOLKIT_LAB;
  if (!file) {
    throw new Error(
      'This test needs the lab: run it through `npm test`, or start one with `npm run lab -- up` and set DRIVER_TOOLKIT_LAB to its lab.json.',
    );
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
