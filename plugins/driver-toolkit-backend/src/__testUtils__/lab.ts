import { readFileSync } from 'node:fs';

/** One way to package a kernel: a base image, and repositories with such kernels. */
export interface LabFamily {
  baseImage: string;
  /** With `$arch`. */
  repositories: string[];
  /** version-releases that toolkits can be built for. */
  kernels: string[];
  /** Of the first kernel. */
  rtKernel?: string;
  /** version-releases that no toolkit can be built for. */
  unbuildable: string[];
}

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
  /** The ways distributions package a kernel, by name. */
  families: Record<string, LabFamily>;
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
