import { readFile } from 'node:fs/promises';

/** @returns undefined if the file does not exist or is empty */
export async function readJsonFile<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}
