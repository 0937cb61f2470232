/**
 * What a benchmark gets.
 *
 * @typedef {object} BenchContext
 * @property {Report} report
 * @property {import('../scripts/terminal/Progress.mjs').Progress} progress
 * @property {import('../scripts/processes/Teardown.mjs').Teardown} teardown
 *
 * @typedef {object} Row
 * @property {string} name what was measured
 * @property {number} [ours]
 * @property {number} [peer] the peer's value; `note` names the peer
 * @property {string} [unit] of both
 * @property {number} [ratio] ours divided by the peer's, or the reverse if `name` says so
 * @property {string} [target] such as `<= 0.35`
 * @property {number} [value] the value for `target`; undefined if it could not be measured. The default is `ratio`, or
 * else `ours`.
 * @property {string} [note]
 */

/**
 * A benchmark's table: a line for each measurement, with its peer and its target.
 */
export class Report {
  met = 0;
  missed = 0;
  /** Targets that could not be measured, because something is not installed. */
  notMeasured = 0;

  /** @param {(line: string) => void} print */
  constructor(print) {
    this.print = print;
  }

  /** Whether every target was measured and met. */
  get passed() {
    return this.missed === 0 && this.notMeasured === 0;
  }

  /** The results of all targets so far, in one line. */
  get summary() {
    return `${this.met} targets met, ${this.missed} missed, ${this.notMeasured} not measured`;
  }

  /** @param {Row} row */
  row(row) {
    const { name, ours, peer, unit = '', ratio, target, note } = row;
    const value = 'value' in row ? row.value : ratio ?? ours;
    const figures = [
      ours !== undefined && `ours ${format(ours)} ${unit}`.trim(),
      peer !== undefined && `peer ${format(peer)} ${unit}`.trim(),
      ratio !== undefined && `ratio ${format(ratio)}`,
      target !== undefined && `target ${target} ${this.#judge(value, target)}`,
      note,
    ];
    this.print(`  ${name.padEnd(56)} ${figures.filter(Boolean).join(' · ')}`);
  }

  /**
   * @param {number | undefined} value
   * @param {string} target
   */
  #judge(value, target) {
    if (value === undefined) {
      this.notMeasured += 1;
      return 'NOT MEASURED';
    }
    const met = meets(value, target);
    this[met ? 'met' : 'missed'] += 1;
    return met ? 'met' : 'MISSED';
  }
}

/**
 * @param {number} value
 * @param {string} target
 */
function meets(value, target) {
  const [, comparison, bound] = /^(<=|>=)\s*([\d.]+)$/.exec(target) ?? [];
  return comparison === '<=' ? value <= Number(bound) : value >= Number(bound);
}

/** @param {number} value */
function format(value) {
  return Math.abs(value) >= 100
    ? String(Math.round(value))
    : value.toPrecision(3);
}
