/** Where builders and signers say what an in-toto statement states. */
const ANNOTATIONS = [
  'in-toto.io/predicate-type',
  'dev.sigstore.bundle.predicateType',
  'predicateType',
  'dev.sigstore.bundle.content',
];

/** What a descriptor's annotations tell of the statement that it names. */
export function predicateTypes(
  annotations: Record<string, string> | null | undefined,
): string[] {
  return ANNOTATIONS.flatMap(name => annotations?.[name] ?? []);
}
