/** Whether podman says in this line that a step of a build failed. */
export function isStepFailure(line: string): boolean {
  return line.startsWith('Error: building at STEP "');
}
