import { UnclearContainerfile, type Instruction } from './readInstructions';

/** `--name=value` before an instruction's arguments. */
export interface Option {
  name: string;
  /** Undefined if it has none. */
  value?: string;
}

/**
 * Text that podman cannot change: it replaces variables in names of options,
 * too.
 */
const PLAIN_NAME = /^--([a-z][a-z-]*)(?:=(\S+))?$/;
const PLAIN_VALUE = /^[\w.,:=/@%+-]+$/;
const NO_QUOTES = /^[^"'`\\]+$/;

/**
 * The options of an instruction, and the text after them.
 *
 * @param withVariables - names of options whose values may have variables
 * @throws UnclearContainerfile for an ambiguous option
 */
export function readOptions(
  {
    name: instruction,
    rest,
    line,
  }: Pick<Instruction, 'name' | 'rest' | 'line'>,
  withVariables: readonly string[] = [],
): { options: Option[]; rest: string } {
  const options: Option[] = [];
  let left = rest;
  while (left.startsWith('--')) {
    const [word] = left.split(/[ \t]/, 1);
    const [, name, value] = PLAIN_NAME.exec(word) ?? [];
    const plain = withVariables.includes(name) ? NO_QUOTES : PLAIN_VALUE;
    if (name === undefined || (value !== undefined && !plain.test(value))) {
      throw new UnclearContainerfile(
        `Line ${line} has an ambiguous option of ${instruction}: write it as \`--name=value\`, without variables, quotes and backslashes`,
      );
    }
    options.push({ name, value });
    left = left.slice(word.length).trimStart();
  }
  return { options, rest: left };
}
