import type {
  DriverVerdict,
  VerdictBoot,
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

/** What the booted kernel did with the modules. */
export function describeBoot(
  { modules, failure }: VerdictBoot,
  t: Texts,
): string {
  if (failure) {
    const { module } = failure;
    return module === undefined
      ? t('verdict.bootFailed')
      : t('verdict.bootFailedAt', { module });
  }
  const loaded = modules.filter(({ state }) => state === 'loaded').length;
  const missing = modules.length - loaded;
  return [
    ...(loaded > 0 ? [t('verdict.bootLoaded', { count: loaded })] : []),
    ...(missing > 0 ? [t('verdict.bootNoDevice', { count: missing })] : []),
  ].join(', ');
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
