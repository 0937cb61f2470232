import { InputError } from '@backstage/errors';
import {
  findTagProblem,
  parseKernelRange,
  refuseHiddenCharacters,
  type DriverFile,
  type DriverModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { printableText } from '../http/printableText';
import { parseImageReference } from '../parseImageReference';
import { formatKey, readYaml, type KeyPath, type Problem } from './readYaml';
import { validateDriver } from './validateDriver';

/** A `driver.yaml` that was read. @public */
export interface ParsedDriverFile {
  driver: DriverFile;
  /**
   * The place of a key, for a message: `driver.yaml:12`. The line is that of
   * the nearest parent if the key is not there.
   */
  placeOf(...path: (string | number)[]): string;
}

/**
 * Largest `driver.yaml`, in bytes: YAML is parsed on the event loop, in time that
 * grows with the square of the number of keys. @public
 */
export const DRIVER_FILE_MAX_BYTES = 16_384;

const MAX_PROBLEMS = 20;
const MAX_MESSAGE = 400;

/** As it is written: a module without keys is its name alone. */
type WrittenDriver = Omit<DriverFile, 'modules'> & {
  modules: (string | DriverModule)[];
};

/**
 * Reads a `driver.yaml`, strictly.
 *
 * @param options - `path` is the file's name in messages
 * @throws InputError with a line for each problem: the file, the line, the key,
 * what is wrong
 * @public
 */
export function parseDriverFile(
  text: string,
  { path }: { path: string },
): ParsedDriverFile {
  if (Buffer.byteLength(text) > DRIVER_FILE_MAX_BYTES) {
    throw new InputError(
      `${path} has more than ${DRIVER_FILE_MAX_BYTES} bytes.`,
    );
  }
  const yaml = readYaml(text);
  const refuse = (problems: Problem[]) => {
    if (problems.length > 0) {
      const lines = problems.map(problem => ({
        ...problem,
        line: problem.line ?? yaml.lineOf(problem.path),
      }));
      throw new InputError(describe(path, lines));
    }
  };
  refuse(yaml.problems);
  refuse(validateDriver(yaml));
  const written = yaml.value as WrittenDriver;
  refuse(findHiddenCharacters(written));
  const driver = {
    ...written,
    modules: written.modules.map(module =>
      typeof module === 'string' ? { name: module } : module,
    ),
  };
  refuse([...findProblems(driver)]);
  return { driver, placeOf: (...key) => `${path}:${yaml.lineOf(key)}` };
}

function describe(
  path: string,
  problems: readonly (Problem & { line: number })[],
): string {
  const sorted = [...problems].sort((a, b) => a.line - b.line);
  const shown = sorted.slice(0, MAX_PROBLEMS).map(problem => {
    const key = formatKey(problem.path);
    const isSentence = /^[A-Z]/.test(problem.message);
    const subject = isSentence ? '' : `${key || 'The file'} `;
    const message = printableText(problem.message, MAX_MESSAGE);
    return `${path}:${problem.line}: ${subject}${message}${
      message.endsWith('?') ? '' : '.'
    }`;
  });
  const more = sorted.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`${path}: There are ${more} more problems.`] : []),
  ].join('\n');
}

function findHiddenCharacters(value: unknown, path: KeyPath = []): Problem[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, item]) => {
      const key = [...path, Array.isArray(value) ? Number(name) : name];
      return [
        ...attempt(path, () =>
          refuseHiddenCharacters(
            name,
            `A name in ${formatKey(path) || 'the file'}`,
          ),
        ),
        ...findHiddenCharacters(item, key),
      ];
    });
  }
  return attempt(path, () => refuseHiddenCharacters(value, ''));
}

/** What the schema cannot say. */
function* findProblems(driver: DriverFile): Generator<Problem> {
  const { image, tag, kernels, modules, source } = driver;
  if (image !== undefined) {
    yield* attempt(['image'], () => requirePlainImage(image));
  }
  const problem =
    tag === undefined
      ? undefined
      : findTagProblem(tag, {
          variants: kernels?.variants,
          version: driver.version,
        });
  if (problem !== undefined) {
    yield { path: ['tag'], message: problem };
  }
  const range = kernels?.range;
  if (range !== undefined) {
    yield* attempt(['kernels', 'range'], () => parseKernelRange(range));
  }
  for (const [index, patch] of (source?.patches ?? []).entries()) {
    const path = ['source', 'patches', index, 'kernels'];
    yield* attempt(
      path,
      () => patch.kernels && parseKernelRange(patch.kernels),
    );
  }
  const seen = new Set<string>();
  for (const [index, { name }] of modules.entries()) {
    const kernelName = toKernelName(name);
    if (seen.has(kernelName)) {
      yield {
        path: ['modules', index],
        message: `names '${name}' a second time; the kernel does not distinguish '-' from '_'`,
      };
    }
    seen.add(kernelName);
  }
}

/** The kernel's name of a module. */
function toKernelName(module: string): string {
  return module.replaceAll('-', '_');
}

function requirePlainImage(image: string): void {
  const { tag, digest } = parseImageReference(image);
  if (tag !== undefined || digest !== undefined) {
    throw new InputError(
      'must have neither tag nor digest; the key `tag` is for the tag',
    );
  }
}

/** The error of a check as a problem. */
function attempt(path: KeyPath, check: () => unknown): Problem[] {
  try {
    check();
    return [];
  } catch (error) {
    const { message } = error as Error;
    return [{ path, message: message.trim().replace(/\.$/, '') }];
  }
}
