/**
 * A benchmark's table: a line for each measurement, beside what it is held
 * against.
 */
export class Report {
  missed = 0;

  /** @param {(line: string) => void} print */
  constructor(print) {
    this.print = print;
  }

  /**
   * @param {object} row
   * @param {string} row.name what was measured
   * @param {number} [row.ours]
   * @param {number} [row.peer] the same of the peer named in `note`
   * @param {string} [row.unit] of both
   * @param {number} [row.ratio] ours to the peer's, or the other way round as `target` says
   * @param {string} [row.target] such as `<= 0.35`
   * @param {string} [row.note]
   */
  row({ name, ours, peer, unit = '', ratio, target, note }) {
    const value = ratio ?? ours;
    const held = target === undefined ? undefined : meets(value, target);
    if (held === false) {
      this.missed += 1;
    }
    const figures = [
      ours !== undefined && `ours ${format(ours)} ${unit}`.trim(),
      peer !== undefined && `peer ${format(peer)} ${unit}`.trim(),
      ratio !== undefined && `ratio ${format(ratio)}`,
      target !== undefined && `target ${target} ${held ? 'met' : 'MISSED'}`,
      note,
    ];
    this.print(`  ${name.padEnd(56)} ${figures.filter(Boolean).join(' · ')}`);
  }
}

function meets(value, target) {
  const [, comparison, bound] = /^(<=|>=)\s*([\d.]+)/.exec(target);
  return value === undefined
    ? undefined
    : comparison === '<='
    ? value <= Number(bound)
    : value >= Number(bound);
}

function format(value) {
  return Math.abs(value) >= 100
    ? String(Math.round(value))
    : value.toPrecision(3);
}
