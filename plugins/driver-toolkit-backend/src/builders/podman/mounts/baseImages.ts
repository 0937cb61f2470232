import { withoutComments } from './readMounts';

/** An image that a stage begins with. */
export interface BaseImage {
  /** Of its `FROM`, counted from 0. */
  line: number;
  /** With variables put in. */
  reference: string;
  /** The stage's name. */
  stage?: string;
}

/** What no image has to be pulled for. */
const SCRATCH = 'scratch';
const FROM = /^[\s\u0085]*from(?![\w-])/i;
const PLAIN_FROM =
  /^[ \t]*from[ \t]+(\S+)(?:[ \t]+as[ \t]+([a-z0-9._-]+))?\s*$/i;
const ARGUMENT = /^[ \t]*arg[ \t]+(\w+)(?:=(\S*))?\s*$/i;
/** What a value is as it is written. */
const PLAIN_VALUE = /^[^"'\\`$]*$/;
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;
const REFERENCE = /^[a-z0-9][\w./:@-]*$/i;
/** Goes on in the next line. */
const CONTINUED = /\\[ \t]*\r?$/;
const DIRECTIVE = /^[ \t]*#[ \t]*(?:escape|syntax)[ \t]*=/im;

/**
 * The images that the stages of a Containerfile begin with, apart from `scratch`
 * and stages before.
 *
 * @remarks
 * As with {@link readMounts}, what podman's parser might read otherwise is not
 * read at all.
 *
 * @param given - arguments of the build
 * @returns in words what is not written plainly, or the images
 */
export function readBaseImages(
  containerfile: string,
  given: Readonly<Record<string, string>>,
): BaseImage[] | string {
  if (DIRECTIVE.test(containerfile)) {
    return 'it has a parser directive (# escape=, # syntax=)';
  }
  const lines = containerfile.split('\n');
  const values = new Map<string, string>();
  const stages = new Set<string>();
  const images: BaseImage[] = [];
  let found = 0;
  for (const [line, content] of lines.entries()) {
    const argument = found === 0 ? ARGUMENT.exec(content) : null;
    if (argument) {
      const [, name, value = ''] = argument;
      const known = given[name] ?? value;
      if (PLAIN_VALUE.test(known)) {
        values.set(name, known);
      } else {
        values.delete(name);
      }
    }
    if (!FROM.test(content)) {
      continue;
    }
    found += 1;
    const plain = PLAIN_FROM.exec(content);
    if (!plain || isContinued(lines, line)) {
      return `line ${line + 1} is no plain FROM`;
    }
    const [, image, stage] = plain;
    const reference = image.replace(
      VARIABLE,
      (whole, braced, bare) => values.get(braced ?? bare) ?? whole,
    );
    if (!REFERENCE.test(reference)) {
      return `line ${line + 1} has an image that is not known beforehand`;
    }
    if (stage !== undefined && stage !== stage.toLowerCase()) {
      return `line ${line + 1} has a stage whose name is not in lower case`;
    }
    if (reference !== SCRATCH && !stages.has(reference)) {
      images.push({ line, reference, stage });
    }
    if (stage !== undefined) {
      stages.add(stage);
    }
  }
  const joined = withoutComments(containerfile).replace(/\\[ \t]*\r?\n/g, '');
  const all = joined.split('\n').filter(content => FROM.test(content));
  return all.length === found ? images : 'a FROM is written over two lines';
}

/** The Containerfile with each of the images under another name. */
export function replaceBaseImages(
  containerfile: string,
  images: readonly (BaseImage & { by: string })[],
): string {
  const lines = containerfile.split('\n');
  for (const { line, by, stage } of images) {
    lines[line] = `FROM ${by}${stage === undefined ? '' : ` AS ${stage}`}`;
  }
  return lines.join('\n');
}

/** Whether a line goes on with what an instruction before it began. */
function isContinued(lines: readonly string[], line: number): boolean {
  const before = lines
    .slice(0, line)
    .findLast(content => !/^[ \t]*#/.test(content));
  return before !== undefined && CONTINUED.test(before);
}
