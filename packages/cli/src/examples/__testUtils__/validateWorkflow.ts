import { registerLogger, validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';

// The validator writes its own failures to a log and then finds nothing.
const failures: string[] = [];
registerLogger({
  error: message => failures.push(message),
  warn: () => {},
  info: () => {},
  log: () => {},
});

let documents = 0;

/** The problems of a workflow that GitHub's language service finds. */
export async function validateWorkflow(text: string): Promise<string[]> {
  // It caches documents by their address.
  documents += 1;
  const uri = `file:///.github/workflows/${documents}.yaml`;
  const findings = await validate(TextDocument.create(uri, 'yaml', 0, text));
  if (failures.length > 0) {
    throw new Error(failures.join('\n'));
  }
  return findings.map(
    ({ range, message }) => `line ${range.start.line + 1}: ${message}`,
  );
}
