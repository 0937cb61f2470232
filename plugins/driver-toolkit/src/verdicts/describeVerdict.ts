import type {
  DriverVerdict,
  VerdictSummary,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Texts } from '../translation/useTexts';

/** What became of the symbols that the modules need. */
export function describeSymbols(
  { symbolCount, symbolsChecked }: VerdictSummary,
  { passed, refusal }: Pick<DriverVerdict, 'passed' | 'refusal'>,
  t: Texts,
): string {
  const needed = String(symbolCount);
  if (!symbolsChecked) {
    return t('verdict.notChecked', { needed });
  }
  const { mismatchCount = 0 } = refusal ?? {};
  if (mismatchCount > 0) {
    return t('verdict.differing', { count: mismatchCount, needed });
  }
  return t(passed ? 'verdict.matching' : 'verdict.notCompared', { needed });
}

/** Who signed the modules. */
export function describeSigners(
  { modules }: Pick<DriverVerdict, 'modules'>,
  t: Texts,
): string {
  const signed = modules.filter(({ signature }) => signature);
  if (signed.length === 0) {
    return t('verdict.unsigned');
  }
  const signers = [
    ...new Set(
      signed.map(
        ({ signature }) => signature?.signer ?? t('verdict.unknownSigner'),
      ),
    ),
  ].join(', ');
  return signed.length === modules.length
    ? signers
    : t('verdict.partlySigned', {
        signers,
        unsigned: String(modules.length - signed.length),
        modules: String(modules.length),
      });
}
