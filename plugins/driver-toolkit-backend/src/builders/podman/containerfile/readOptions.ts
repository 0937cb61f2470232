import { UnclearContainerfile, type Instruction } from './readInstructions';

/** `--name=value` before what an instruction is about. */
export interface Option {
  name: string;
  /** Undefined where there is none. */
  value?: string;
}

/** Nothing that podman would make something else of: it puts variables into names of options, too. */
const PLAIN_NAME = /^--([a-z][a-z-]*)(?:=(\S+))?$/;
const PLAIN_VALUE = /^[\w.,:=/@%+-]+$/;
const NO_QUOTES = /^[^"'`\\]+$/;

/**
 * The options of an instruction, and what comes after them.
 *
 * @param withVariables - names of those that may have some in their values
 * @throws UnclearContainerfile for an option that is not plain to read
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
        `Line ${line} has an option of ${instruction} that is not plain to read: write it as \`--name=value\`, without variables, quotes and backslashes`,
      );
    }
    options.push({ name, value });
    left = left.slice(word.length).trimStart();
  }
  return { options, rest: left };
}
