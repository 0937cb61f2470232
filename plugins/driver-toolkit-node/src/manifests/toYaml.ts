import { Document } from 'yaml';

/** An object of Kubernetes. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string } & Record<string, unknown>;
  [key: string]: unknown;
}

/**
 * Writes objects as YAML documents. All texts are quoted: `on`, `null` or `1e3`
 * would be something else to one of YAML's versions.
 *
 * @param documents - each with the lines of its comment
 */
export function toYaml(
  documents: readonly { comment?: string[]; object: KubernetesObject }[],
): string {
  return documents
    .map(({ comment, object }) => {
      const document = new Document(object, {
        // Kubernetes reads the older version, whose keys need more quotes.
        version: '1.1',
        aliasDuplicateObjects: false,
      });
      document.commentBefore =
        comment?.map(line => ` ${line}`).join('\n') ?? null;
      const text = document.toString({
        lineWidth: 0,
        defaultKeyType: 'PLAIN',
        defaultStringType: 'QUOTE_SINGLE',
      });
      return comment ? text.replace(/\n\n/, '\n') : text;
    })
    .join('---\n');
}
