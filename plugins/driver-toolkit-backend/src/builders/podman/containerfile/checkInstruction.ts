import { isPlainReference } from './baseImages';
import { holeOf, readMount, type MountHole } from './mountHoles';
import {
  splitName,
  UnclearContainerfile,
  type Instruction,
} from './readInstructions';
import { readOptions } from './readOptions';

/** What a builder lets drivers do. */
export interface InstructionRules {
  open: readonly MountHole[];
  /** Whether podman knows here-documents. */
  hereDocuments: boolean;
  /** Whether `VOLUME` is allowed. */
  volumes: boolean;
  /** The builder, as the beginning of a sentence. */
  where: string;
}

/** Options of copied files that do not choose their source. */
const WITH_VARIABLES = ['chown', 'chmod', 'exclude'];
/**
 * Instructions that an `ONBUILD` cannot have: they would be unchecked, or make
 * no sense, in other builds.
 */
const NO_TRIGGERS = ['FROM', 'MAINTAINER', 'ONBUILD'];
const ADVICE: Record<MountHole, string> = {
  links:
    'copy from a stage (COPY --from=…) instead of mounting it, and mount the repository without `rw`',
  caches: 'leave out its cache mounts',
};

/**
 * Makes sure that a driver's instruction cannot lead podman to the build host.
 *
 * @throws UnclearContainerfile that says what to do instead
 */
export function checkInstruction(
  instruction: Instruction,
  rules: InstructionRules,
): void {
  const { name, rest, document, line } = instruction;
  if (document.length > 0 && !rules.hereDocuments) {
    throw new UnclearContainerfile(
      `Line ${line} has a here-document. ${rules.where}, podman does not support them: copy a script into the stage and run it`,
    );
  }
  switch (name) {
    case 'RUN':
      checkMounts(instruction, rules);
      break;
    case 'ADD':
    case 'COPY':
      checkSource(instruction);
      break;
    case 'VOLUME':
      if (!rules.volumes) {
        // podman mounts a folder of the host, and follows links that a step has
        // put in its path.
        throw new UnclearContainerfile(
          `Line ${line} has a VOLUME, which could lead steps to folders of the build host: leave it out`,
        );
      }
      break;
    case 'ONBUILD': {
      const [inner, innerRest] = splitName(rest, line);
      if (NO_TRIGGERS.includes(inner)) {
        throw new UnclearContainerfile(
          `Line ${line} has ${inner} in an ONBUILD: leave it out`,
        );
      }
      checkInstruction({ ...instruction, name: inner, rest: innerRest }, rules);
      break;
    }
    default:
  }
}

function checkMounts(
  instruction: Instruction,
  { open, where }: InstructionRules,
): void {
  for (const { name, value = '' } of readOptions(instruction).options) {
    if (name !== 'mount') {
      continue;
    }
    const mount = readMount(value);
    const from = mount.get('from');
    if (from !== undefined && !isPlainReference(from)) {
      throw noImage(instruction, from);
    }
    const hole = holeOf(mount, open);
    if (hole) {
      throw new UnclearContainerfile(
        `Line ${instruction.line} has \`--mount=${value}\`. ${where}, that could lead a step to folders of the build host or to what other drivers keep there: ${ADVICE[hole]}`,
      );
    }
  }
}

function checkSource(instruction: Instruction): void {
  const { options } = readOptions(instruction, WITH_VARIABLES);
  for (const { name, value = '' } of options) {
    if (name === 'from' && !isPlainReference(value)) {
      throw noImage(instruction, value);
    }
  }
}

function noImage({ line }: Instruction, from: string): UnclearContainerfile {
  return new UnclearContainerfile(
    `Line ${line} reads from ${from}, which is neither a stage nor an image of a registry`,
  );
}
