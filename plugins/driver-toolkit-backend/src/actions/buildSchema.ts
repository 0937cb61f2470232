import type { z as Zod } from 'zod/v3';

/** The schema of {@link describeBuild}'s result. */
export function buildSchema(z: typeof Zod) {
  return z.object({
    buildId: z.string(),
    type: z.enum(['toolkit', 'driver']),
    state: z
      .enum([
        'queued',
        'running',
        'verifying',
        'pushing',
        'succeeded',
        'failed',
        'cancelled',
      ])
      .describe('Ended if succeeded, failed or cancelled'),
    source: z.string(),
    kernel: z.string(),
    architecture: z.string(),
    imageReference: z.string().describe('What is built, image:tag'),
    digest: z.string().optional().describe('Read back from the registry'),
    requestedBy: z.string(),
    error: z
      .object({
        untrusted: z.string().describe('How to treat the other fields'),
        message: z.string(),
        step: z.string().optional().describe('The instruction that failed'),
        lines: z
          .array(z.string())
          .optional()
          .describe('The last lines before the failure'),
      })
      .optional()
      .describe('Why it failed'),
  });
}
