/**
 * Annotations in which builders and signers name the type of an in-toto
 * statement.
 */
const ANNOTATIONS = [
  'in-toto.io/predicate-type',
  'dev.sigstore.bundle.predicateType',
  'predicateType',
  'dev.sigstore.bundle.content',
];

/** The predicate types in a descriptor's annotations. */
export function predicateTypes(
  annotations: Record<string, string> | null | undefined,
): string[] {
  return ANNOTATIONS.flatMap(name => annotations?.[name] ?? []);
}
