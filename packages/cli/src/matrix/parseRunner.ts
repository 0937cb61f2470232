import { InvalidArgumentError } from 'commander';

/** `--runner <architecture=label>`, added to those before it. */
export function parseRunner(
  value: string,
  runners: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const [, architecture, label] = /^(\w+)=(.+)$/.exec(value) ?? [];
  if (architecture === undefined) {
    throw new InvalidArgumentError(
      'It must be an architecture and a label, such as ppc64le=power-runner.',
    );
  }
  return new Map([...runners, [architecture, label]]);
}
