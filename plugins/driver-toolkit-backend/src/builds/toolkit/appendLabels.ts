/**
 * Adds labels to a Containerfile.
 *
 * @remarks All labels are in one instruction, because podman stores an image
 * for each instruction, and turns each `--label` into an instruction.
 */
export function appendLabels(
  containerfile: Buffer,
  labels: Record<string, string>,
): Buffer {
  const pairs = Object.entries(labels).map(pair => pair.map(quote).join('='));
  return Buffer.concat([
    containerfile.subarray(0, endOf(containerfile)),
    Buffer.from(`\nLABEL ${pairs.join(' ')}\n`),
  ]);
}

/** The end of its last instruction, even if that instruction is incomplete. */
function endOf(containerfile: Buffer): number {
  let end = containerfile.length;
  while (
    end > 0 &&
    ' \t\r\n\\'.includes(String.fromCharCode(containerfile[end - 1]))
  ) {
    end--;
  }
  return end;
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll('$', '\\$');
}
