import { readFile, writeFile } from 'node:fs/promises';
import { areas, areaOf } from './areas.mjs';

/**
 * What was measured, kept in the repository: for each file how many mistakes the tests noticed and how many they did
 * not, and the unnoticed ones that stay, each with its reason.
 */
export class Baseline {
  #files;
  #accepted;

  constructor({ files = {}, accepted = [] } = {}) {
    this.#files = new Map(Object.entries(files));
    this.#accepted = accepted;
  }

  static async read(path) {
    return new Baseline(JSON.parse(await readFile(path, 'utf8')));
  }

  async write(path) {
    const files = Object.fromEntries(
      [...this.#files].sort(([one], [other]) => (one < other ? -1 : 1)),
    );
    const kept = { files, accepted: this.#accepted };
    await writeFile(path, `${JSON.stringify(kept, undefined, 2)}\n`);
  }

  /** @returns {string | undefined} why an unnoticed mistake stays */
  reasonFor(mutant) {
    return this.#accepted.find(entry => isSame(entry, mutant))?.reason;
  }

  /** Takes the place of what was known of these files. */
  record(mutants) {
    for (const [file, counts] of countByFile(mutants)) {
      this.#files.set(file, counts);
    }
    const unnoticed = mutants.filter(mutant => !mutant.noticed);
    const measured = new Set(mutants.map(({ file }) => file));
    this.#accepted = this.#accepted.filter(
      entry =>
        !measured.has(entry.file) ||
        unnoticed.some(mutant => isSame(entry, mutant)),
    );
  }

  /** Forgets files that are no longer there. */
  prune(sources) {
    const present = new Set(sources);
    for (const file of this.#files.keys()) {
      if (!present.has(file)) {
        this.#files.delete(file);
      }
    }
    this.#accepted = this.#accepted.filter(({ file }) => present.has(file));
  }

  /** @returns {string[]} a sentence for each file whose tests notice less than they did */
  declines(mutants) {
    return [...countByFile(mutants)].flatMap(([file, counts]) => {
      const kept = this.#files.get(file);
      return kept && counts.unnoticed > kept.unnoticed
        ? [
            `${file}: the tests miss ${counts.unnoticed} mistakes and missed ${kept.unnoticed} before.`,
          ]
        : [];
    });
  }

  /** @returns {{ name: string, minimum: number, files: number, noticed: number, unnoticed: number, score?: number }[]} */
  scores() {
    return areas.map(({ name, minimum }) => {
      let files = 0;
      let noticed = 0;
      let unnoticed = 0;
      for (const [file, counts] of this.#files) {
        if (areaOf(file)?.name === name) {
          files++;
          noticed += counts.noticed;
          unnoticed += counts.unnoticed;
        }
      }
      return {
        name,
        minimum,
        files,
        noticed,
        unnoticed,
        score: scoreOf({ noticed, unnoticed }),
      };
    });
  }
}

/** @returns {number | undefined} in percent, undefined without a mistake */
export function scoreOf({ noticed, unnoticed }) {
  const all = noticed + unnoticed;
  return all === 0 ? undefined : (100 * noticed) / all;
}

/** @returns {Map<string, { noticed: number, unnoticed: number }>} */
export function countByFile(mutants) {
  const counts = new Map();
  for (const { file, noticed } of mutants) {
    if (!counts.has(file)) {
      counts.set(file, { noticed: 0, unnoticed: 0 });
    }
    counts.get(file)[noticed ? 'noticed' : 'unnoticed']++;
  }
  return counts;
}

/** Lines move; what stands there and what it was replaced by tell mistakes apart. */
function isSame(entry, mutant) {
  return ['file', 'mutator', 'code', 'replacement'].every(
    key => entry[key] === mutant[key],
  );
}
