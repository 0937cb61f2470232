import { UnclearContainerfile, type Instruction } from './readInstructions';
import { readOptions } from './readOptions';

/** The start of a stage. */
export interface StageStart {
  /** With variables replaced by their values. */
  reference: string;
  /** Whether that is an image: neither an earlier stage nor `scratch`. */
  isImage: boolean;
  /** `linux/amd64` and the like. */
  platform?: string;
  /** The stage's name. */
  stage?: string;
  line: number;
}

const SCRATCH = 'scratch';
const FROM = /^(\S+)(?:[ \t]+as[ \t]+(\S+))?$/i;
const STAGE = /^[a-z0-9][a-z0-9._-]*$/;
const ARGUMENT = /^(\w+)(?:=(["']?)([^\s"'\\`$]*)\2)?$/;
const VARIABLE = /\$(?:\{(\w+)(?::-([^}$]*))?\}|(\w+))/g;
const REFERENCE = /^[a-z0-9][\w./:@-]*$/i;
/**
 * The transports of containers-transports(5) that read files of the build host,
 * or make folders there before podman refuses them.
 */
const TRANSPORT =
  /^(?:atomic|containers-storage|dir|docker-archive|docker-daemon|oci|oci-archive|ostree|sif|tarball):/i;

/**
 * Reads the starts of a Containerfile's stages, in the order of its `FROM`s.
 *
 * @param given - the build's arguments
 * @throws UnclearContainerfile if podman could read another image than this
 * code
 */
export function readStageStarts(
  instructions: readonly Instruction[],
  given: Readonly<Record<string, string>>,
): StageStart[] {
  const values = new Map<string, string>();
  const stages = new Set<string>();
  const starts: StageStart[] = [];
  for (const instruction of instructions) {
    const { name, line } = instruction;
    if (name === 'ARG' && starts.length === 0) {
      const [, argument, , value = ''] = ARGUMENT.exec(instruction.rest) ?? [];
      if (argument === undefined) {
        throw new UnclearContainerfile(
          `Line ${line} has an ambiguous ARG before the first FROM: write one ARG a line, without variables in its value`,
        );
      }
      values.set(argument, given[argument] ?? value);
    }
    if (name === 'FROM') {
      const start = readStart(instruction, values);
      starts.push({
        ...start,
        isImage: start.reference !== SCRATCH && !stages.has(start.reference),
      });
      if (start.stage !== undefined) {
        stages.add(start.stage);
      }
    }
  }
  return starts;
}

/**
 * Whether podman can read a reference only as a stage or as an image of a
 * registry.
 */
export function isPlainReference(reference: string): boolean {
  return REFERENCE.test(reference) && !TRANSPORT.test(reference);
}

/** An equivalent `FROM` with all values filled in. */
export function writeStart(
  { reference, platform, stage }: StageStart,
  line: number,
): Instruction {
  const rest = [
    ...(platform === undefined ? [] : [`--platform=${platform}`]),
    reference,
    ...(stage === undefined ? [] : ['AS', stage]),
  ].join(' ');
  return { name: 'FROM', rest, document: [], line };
}

function readStart(
  instruction: Instruction,
  values: ReadonlyMap<string, string>,
): Omit<StageStart, 'isImage'> {
  const { line } = instruction;
  const { options, rest } = readOptions(instruction);
  const [, image, stage] = FROM.exec(rest) ?? [];
  const other = options.find(({ name }) => name !== 'platform');
  if (image === undefined || other) {
    throw new UnclearContainerfile(
      `Line ${line} is not a plain FROM: write \`FROM image AS stage\``,
    );
  }
  const reference = image.replace(
    VARIABLE,
    (whole, braced, otherwise, bare) =>
      values.get(braced ?? bare) ||
      otherwise ||
      (values.has(braced ?? bare) ? '' : whole),
  );
  if (!isPlainReference(reference)) {
    throw new UnclearContainerfile(
      `Line ${line} has no image of a registry in its FROM, or one that is unknown before the build: ${reference.slice(
        0,
        200,
      )}. Define its variables with an ARG before the first FROM`,
    );
  }
  if (stage !== undefined && !STAGE.test(stage)) {
    throw new UnclearContainerfile(
      `Line ${line} has a stage name with characters other than a-z, 0-9, '.', '_' and '-'`,
    );
  }
  return { reference, platform: options[0]?.value, stage, line };
}
