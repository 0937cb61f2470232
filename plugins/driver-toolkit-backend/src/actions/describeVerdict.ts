import type {
  BuildVerdict,
  DriverVerdict,
  VerdictBoot,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { z as Zod } from 'zod/v3';
import { shorten } from './shorten';
import { UNTRUSTED } from './untrusted';

/** How many symbols and warnings are worth a program's context. */
const MAX_SHOWN = 10;

/** The schema of {@link describeVerdict}'s result. */
export function verdictSchema(z: typeof Zod) {
  return z.object({
    untrusted: z.string().describe('How to treat names and messages'),
    passed: z.boolean(),
    symbols: z
      .enum(['match', 'differ', 'not compared'])
      .describe('The checksums of what the modules need of their kernel'),
    modules: z.array(z.string()).describe('Names of the first modules'),
    moduleCount: z.number(),
    refusal: z.string().optional().describe('Why the image was refused'),
    mismatches: z
      .array(z.string())
      .optional()
      .describe('The first symbols that do not match'),
    boot: z
      .string()
      .optional()
      .describe("What the kernel did with the modules: the image's own claim"),
    warnings: z.array(z.string()),
  });
}

/** A verdict on a driver image as actions show it. */
export function describeVerdict({
  verdict,
  symbolsChecked,
}: BuildVerdict): Zod.infer<ReturnType<typeof verdictSchema>> {
  const { passed, refusal, boot, modules, omittedModules = 0 } = verdict;
  return {
    untrusted: UNTRUSTED,
    passed,
    symbols: describeSymbols(symbolsChecked && passed, refusal),
    modules: some(modules.map(({ name }) => name)),
    moduleCount: modules.length + omittedModules,
    refusal: refusal && shorten(refusal.message),
    mismatches: refusal && some(refusal.mismatches.map(({ symbol }) => symbol)),
    boot: boot && describeBoot(boot),
    warnings: some(verdict.warnings),
  };
}

/** A refusal for another reason may come before the comparison. */
function describeSymbols(
  doMatch: boolean,
  refusal: DriverVerdict['refusal'],
): 'match' | 'differ' | 'not compared' {
  if (refusal && refusal.mismatchCount > 0) {
    return 'differ';
  }
  return doMatch ? 'match' : 'not compared';
}

function describeBoot({ modules, failure, lines = [] }: VerdictBoot): string {
  if (failure) {
    const { module, reason } = failure;
    const where = module === undefined ? '' : ` at module ${module}`;
    return shorten(`failed${where} (${reason}): ${lines.join(' ')}`);
  }
  return shorten(
    modules.map(({ name, state }) => `${name}: ${state}`).join(', '),
  );
}

function some(texts: readonly string[]): string[] {
  return texts.slice(0, MAX_SHOWN).map(shorten);
}
