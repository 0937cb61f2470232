import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import { printableText } from '../http/printableText';

/** A key's place: names of mappings and indexes of lists. */
export type KeyPath = readonly (string | number)[];

/** What is wrong, and where. */
export interface Problem {
  path: KeyPath;
  /** From 1; undefined if it concerns the whole file. */
  line?: number;
  /** What follows the key's name, or a sentence; without its full stop. */
  message: string;
}

/** A YAML document as plain values, which remember their places. */
export interface YamlValues {
  value: unknown;
  /** The line of a key, or of its nearest parent that is there. */
  lineOf(path: KeyPath): number;
  /** How a value that is not text is written; undefined for others. */
  sourceOf(path: KeyPath): string | undefined;
  problems: Problem[];
}

const MAX_DEPTH = 12;
const MAX_SHOWN = 60;

class YamlReader {
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #problems: Problem[] = [];
  readonly #nodes = new Map<string, { line: number; source?: string }>();

  constructor(text: string) {
    this.#text = text;
  }

  read(): YamlValues {
    const value = this.#readDocument();
    const find = (path: KeyPath) => this.#nodes.get(JSON.stringify(path));
    return {
      value,
      lineOf: path => {
        for (let length = path.length; length >= 0; length--) {
          const found = find(path.slice(0, length));
          if (found) {
            return found.line;
          }
        }
        return 1;
      },
      sourceOf: path => find(path)?.source,
      problems: this.#problems,
    };
  }

  #readDocument(): unknown {
    let documents;
    try {
      documents = parseAllDocuments<ParsedNode, true>(this.#text, {
        version: '1.2',
        schema: 'core',
        lineCounter: this.#lines,
        prettyErrors: false,
        stringKeys: true,
        // Takes a time of n², so it is checked below.
        uniqueKeys: false,
        logLevel: 'silent',
      });
    } catch (error) {
      if (error instanceof RangeError) {
        return this.#refuse([], 0, 'The file is nested too deeply');
      }
      throw error;
    }
    if (!('length' in documents) || documents.length === 0) {
      return this.#refuse([], 0, 'The file is empty');
    }
    const [{ contents, errors, warnings }, second] = documents;
    for (const { pos, message } of [...errors, ...warnings]) {
      this.#refuse([], pos[0], `The file is not valid YAML: ${message}`);
    }
    if (second) {
      this.#refuse([], second.range[0], 'The file has a second document');
    }
    if (this.#problems.length > 0) {
      return undefined;
    }
    if (contents === null || (isScalar(contents) && contents.value === null)) {
      return this.#refuse([], 0, 'The file is empty');
    }
    return this.#toValue(contents, []);
  }

  #toValue(node: ParsedNode | null, path: KeyPath, at = 0): unknown {
    const offset = node?.range[0] ?? at;
    this.#remember(path, offset, node);
    if (path.length > MAX_DEPTH) {
      return this.#refuse(path, offset, 'is nested too deeply');
    }
    if (isAlias(node) || node?.anchor !== undefined) {
      return this.#refuse(
        path,
        offset,
        'uses an anchor or an alias; write the value out',
      );
    }
    if (node?.tag !== undefined && node.tag !== '') {
      return this.#refuse(path, offset, 'has a YAML tag; remove it');
    }
    if (isMap(node)) {
      return this.#toObject(node as YAMLMap.Parsed, path);
    }
    if (isSeq(node)) {
      return node.items.map((item, index) =>
        this.#toValue(item as ParsedNode | null, [...path, index], offset),
      );
    }
    return isScalar(node) ? node.value : null;
  }

  #toObject(node: YAMLMap.Parsed, path: KeyPath): object {
    const object: Record<string, unknown> = {};
    const lines = new Map<string, number>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const [offset] = key.range;
      const { line } = this.#lines.linePos(offset);
      const before = lines.get(name);
      if (isAlias(key) || key.anchor !== undefined || name === '__proto__') {
        this.#refuse(path, offset, 'has a key that is not a name');
      } else if (before !== undefined) {
        this.#refuse(
          [...path, name],
          offset,
          `is there twice; the first one is in line ${before}`,
        );
      } else {
        lines.set(name, line);
        object[name] = this.#toValue(value, [...path, name], offset);
        // A value may begin some lines below its key.
        this.#remember([...path, name], offset, value);
      }
    }
    return object;
  }

  #remember(path: KeyPath, offset: number, node: ParsedNode | null): void {
    const { line } = this.#lines.linePos(offset);
    const isText = !isScalar(node) || typeof node.value === 'string';
    this.#nodes.set(JSON.stringify(path), {
      line: Math.max(line, 1),
      ...(!isText && { source: node.source }),
    });
  }

  #refuse(path: KeyPath, offset: number, message: string): undefined {
    const { line } = this.#lines.linePos(offset);
    this.#problems.push({
      path,
      line: Math.max(line, 1),
      message: printableText(message, 200),
    });
  }
}

/**
 * Reads one YAML document, strictly: no key twice, and none of YAML's features
 * by which a short text becomes a long one, or a text another type.
 */
export function readYaml(text: string): YamlValues {
  return new YamlReader(text).read();
}

/** `modules[1].name` */
export function formatKey(path: KeyPath): string {
  return path.reduce<string>(
    (parent, part) =>
      typeof part === 'number'
        ? `${parent}[${part}]`
        : `${parent && `${parent}.`}${printableText(part, MAX_SHOWN)}`,
    '',
  );
}
