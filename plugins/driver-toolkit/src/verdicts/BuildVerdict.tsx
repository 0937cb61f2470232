import { Alert, Flex, Text } from '@backstage/ui';
import type {
  Build,
  BuildVerdict as Verdict,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useBuildVerdict } from '../api/useBuildVerdict';
import { CopyableText } from '../display/CopyableText';
import { Fact, Facts } from '../display/Facts';
import { Problem } from '../display/Problem';
import { Remark } from '../display/Remark';
import { Sentences } from '../display/Sentences';
import { shortDigest } from '../display/shortDigest';
import { useTexts } from '../translation/useTexts';
import {
  describeBoot,
  describeSigners,
  describeSymbols,
} from './describeVerdict';
import { MismatchTable } from './MismatchTable';
import { VerdictBadge } from './VerdictBadge';
import { VerdictModules } from './VerdictModules';

/** What was found in a driver build's image; nothing for other builds. */
export function BuildVerdict({ build }: { build: Build }) {
  const { t } = useTexts();
  const { data, error, refetch } = useBuildVerdict(build);
  if (error) {
    return (
      <Problem title={t('verdict.failed')} error={error} onRetry={refetch} />
    );
  }
  return data ? <Details found={data} /> : null;
}

function Details({ found }: { found: Verdict }) {
  const { t } = useTexts();
  const { verdict, record } = found;
  const { modules, heldAgainst, warnings, refusal, boot } = verdict;
  const { omittedModules = 0, omittedSymbols = 0 } = verdict;
  return (
    <section aria-label={t('verdict.title')}>
      <Flex direction="column" gap="3">
        <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
          <Text as="h3" weight="bold">
            {t('verdict.title')}
          </Text>
          <VerdictBadge passed={verdict.passed} />
        </Flex>
        <Facts layout="line">
          <Fact name={t('verdict.symbols')}>
            {describeSymbols(found, verdict, t)}
          </Fact>
          <Fact name={t('verdict.signer')}>{describeSigners(verdict, t)}</Fact>
          {boot && (
            <Fact name={t('verdict.boot')}>{describeBoot(boot, t)}</Fact>
          )}
          <Fact name={t('verdict.heldAgainst')}>
            <CopyableText
              label={t('verdict.heldAgainst')}
              text={heldAgainst.toolkit}
              short={shortReference(heldAgainst.toolkit)}
            />
          </Fact>
          <Fact name={t('verdict.record')}>
            <CopyableText
              label={t('verdict.record')}
              text={record}
              short={shortDigest(record)}
            />
          </Fact>
        </Facts>
        {warnings.length > 0 && (
          <Alert
            icon
            status="warning"
            title={t('verdict.warnings', { count: warnings.length })}
            description={<Sentences texts={warnings} />}
          />
        )}
        {refusal && <MismatchTable refusal={refusal} />}
        {boot?.lines && (
          <Alert
            role="alert"
            icon
            status="danger"
            title={t('verdict.bootLines')}
            description={<Sentences texts={boot.lines} />}
          />
        )}
        <VerdictModules modules={modules} />
        {omittedModules + omittedSymbols > 0 && (
          <Remark>
            {t('verdict.omitted', {
              modules: String(omittedModules),
              symbols: String(omittedSymbols),
            })}
          </Remark>
        )}
      </Flex>
    </section>
  );
}

/** Without the registry, and with the start of the digest. */
function shortReference(reference: string): string {
  const [name, digest] = reference.split('@');
  const last = name.slice(name.lastIndexOf('/') + 1);
  return digest ? `${last}@${shortDigest(digest)}` : last;
}
