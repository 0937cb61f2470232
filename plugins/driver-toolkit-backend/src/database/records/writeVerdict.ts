import type { DriverVerdict } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * Writes a verdict as canonical JSON: the keys of all objects in the order of
 * their code units, no white space, and nothing that is undefined.
 */
export function writeVerdict(verdict: DriverVerdict): string {
  return JSON.stringify(verdict, (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(
          Object.keys(value)
            .sort()
            .map(key => [key, value[key]]),
        )
      : value,
  );
}
