import { readFile } from 'node:fs/promises';

/** @returns undefined when the file is not there, or empty */
export async function readJsonFile<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}
