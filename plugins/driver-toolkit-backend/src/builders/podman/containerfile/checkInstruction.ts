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
  /** Whether `VOLUME` is let through. */
  volumes: boolean;
  /** The builder, in the words that a sentence begins with. */
  where: string;
}

/** Of files that are copied: neither says where they come from. */
const WITH_VARIABLES = ['chown', 'chmod', 'exclude'];
/** What could not be checked, or makes no sense, in what others' builds run. */
const NO_TRIGGERS = ['FROM', 'MAINTAINER', 'ONBUILD'];
const ADVICE: Record<MountHole, string> = {
  links:
    'copy from a stage (COPY --from=…) where it mounts one, and mount the repository without `rw`',
  caches: 'leave its cache mounts out',
};

/**
 * Makes sure that an instruction of a driver leads podman to nothing of the
 * build host.
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
      `Line ${line} has a here-document. ${rules.where}, podman has none: copy a script into the stage, and run that`,
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
        // podman mounts what is there on the host, by whatever links a step has made of its path.
        throw new UnclearContainerfile(
          `Line ${line} has a VOLUME, by which steps could be led to folders of the build host: leave it out`,
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
    `Line ${line} takes from ${from}, which is neither a stage nor an image of a registry`,
  );
}
