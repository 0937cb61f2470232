/**
 * A Containerfile that gives its image these labels, too.
 *
 * @remarks
 * All of them in one instruction: podman stores an image for each instruction,
 * and makes one of every `--label`.
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

/** Where its last instruction ends, be it in the midst of one that goes on. */
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
