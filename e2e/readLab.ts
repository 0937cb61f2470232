import { readFile } from 'node:fs/promises';

/** Where the lab that the portal under test works on has its parts. */
export interface Lab {
  home: string;
  /** Host and port. */
  registry: string;
  /** Base URL. */
  forge: string;
  /** Selects the lab's podman storage. */
  env: Record<string, string>;
}

/** Reads the state file of the lab. */
export async function readLab(): Promise<Lab> {
  const file = process.env.DRIVER_TOOLKIT_LAB;
  if (!file) {
    throw new Error('DRIVER_TOOLKIT_LAB must name the lab.json of the lab');
  }
  return JSON.parse(await readFile(file, 'utf8'));
}
