/**
 * Sends a signal to a process that may have ended meanwhile.
 *
 * @param pid - negative for a process group
 */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}
