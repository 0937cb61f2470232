import { readFile, writeFile } from 'node:fs/promises';
import { areas, areaOf } from './areas.mjs';

/**
 * @import { Mutant } from './readMutants.mjs'
 *
 * @typedef {{ noticed: number, unnoticed: number }} Counts
 *
 * @typedef {Pick<Mutant, 'file' | 'mutator' | 'code' | 'replacement'>} Mistake
 *
 * @typedef {Mistake & { reason: string }} Accepted
 *
 * @typedef {Counts & { name: string, minimum: number, files: number, score?: number }} AreaScore
 */

/** @type {(keyof Mistake)[]} */
const IDENTITY = ['file', 'mutator', 'code', 'replacement'];

/**
 * Kept results, in the repository: for each file, how many mistakes the tests noticed and missed, and the accepted ones
 * with their reasons.
 */
export class Baseline {
  #files;
  #accepted;

  /** @param {{ files?: Record<string, Counts>, accepted?: Accepted[] }} kept */
  constructor({ files = {}, accepted = [] } = {}) {
    this.#files = new Map(Object.entries(files));
    this.#accepted = accepted;
  }

  /** @param {string} path */
  static async read(path) {
    return new Baseline(JSON.parse(await readFile(path, 'utf8')));
  }

  /** @param {string} path */
  async write(path) {
    const files = Object.fromEntries(
      [...this.#files].sort(([one], [other]) => (one < other ? -1 : 1)),
    );
    const kept = { files, accepted: this.#accepted };
    await writeFile(path, `${JSON.stringify(kept, undefined, 2)}\n`);
  }

  /**
   * @param {Mistake} mutant
   * @returns {string | undefined} why an unnoticed mistake is accepted
   */
  reasonFor(mutant) {
    return this.#accepted.find(entry => isSame(entry, mutant))?.reason;
  }

  /**
   * Replaces the results of these files.
   *
   * @param {Mutant[]} mutants
   */
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

  /**
   * Removes files that no longer exist.
   *
   * @param {string[]} sources
   */
  prune(sources) {
    const present = new Set(sources);
    for (const file of this.#files.keys()) {
      if (!present.has(file)) {
        this.#files.delete(file);
      }
    }
    this.#accepted = this.#accepted.filter(({ file }) => present.has(file));
  }

  /**
   * @param {Mutant[]} mutants
   * @returns {string[]} a sentence for each file whose tests notice fewer mistakes than before
   */
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

  /** @returns {AreaScore[]} */
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

/**
 * @param {Counts} counts
 * @returns {number | undefined} in percent; undefined without mistakes
 */
export function scoreOf({ noticed, unnoticed }) {
  const all = noticed + unnoticed;
  return all === 0 ? undefined : (100 * noticed) / all;
}

/**
 * @param {Mutant[]} mutants
 * @returns {Map<string, Counts>}
 */
export function countByFile(mutants) {
  const counts = new Map();
  for (const { file, noticed } of mutants) {
    const count = counts.get(file) ?? { noticed: 0, unnoticed: 0 };
    count[noticed ? 'noticed' : 'unnoticed']++;
    counts.set(file, count);
  }
  return counts;
}

/**
 * Line numbers change, so the original and the replaced code identify a mistake.
 *
 * @param {Mistake} entry
 * @param {Mistake} mutant
 */
function isSame(entry, mutant) {
  return IDENTITY.every(key => entry[key] === mutant[key]);
}
