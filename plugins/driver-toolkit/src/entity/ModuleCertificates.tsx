import { Button, Card, CardBody, Flex, Text } from '@backstage/ui';
import type { ModuleCertificate } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiDownloadLine } from '@remixicon/react';
import { useModuleCertificates } from '../api/useModuleCertificates';
import { CopyableText } from '../display/CopyableText';
import { Fact, Facts } from '../display/Facts';
import { Problem } from '../display/Problem';
import { saveFile } from '../display/saveFile';
import { shortDigest } from '../display/shortDigest';
import { useTexts } from '../translation/useTexts';

/** The certificates that nodes enrol to load a driver's signed modules. */
export function ModuleCertificates({ entityRef }: { entityRef: string }) {
  const { t } = useTexts();
  const { data = [], error, refetch } = useModuleCertificates(entityRef);
  if (error) {
    return (
      <Problem
        title={t('moduleCertificates.failed')}
        error={error}
        onRetry={refetch}
      />
    );
  }
  if (data.length === 0) {
    return null;
  }
  return (
    <Card>
      <CardBody>
        <Flex direction="column" gap="3">
          <Text as="h2" variant="title-x-small" weight="bold">
            {t('moduleCertificates.title')}
          </Text>
          <Text>{t('moduleCertificates.meaning')}</Text>
          {data.map(certificate => (
            <Certificate key={certificate.key} certificate={certificate} />
          ))}
        </Flex>
      </CardBody>
    </Card>
  );
}

function Certificate({ certificate }: { certificate: ModuleCertificate }) {
  const { t } = useTexts();
  const { key, signs, subject, fingerprint, validTo, pem } = certificate;
  const command = `sudo mokutil --import ${key}.der`;
  return (
    <section aria-label={key}>
      <Facts layout="column">
        <Fact name={t('moduleCertificates.key')}>
          {key} (
          {t(signs ? 'moduleCertificates.signs' : 'moduleCertificates.trusted')}
          )
        </Fact>
        <Fact name={t('moduleCertificates.subject')}>{subject}</Fact>
        <Fact name={t('moduleCertificates.fingerprint')}>
          <CopyableText
            label={t('moduleCertificates.fingerprint')}
            text={fingerprint}
            short={shortDigest(fingerprint)}
          />
        </Fact>
        <Fact name={t('moduleCertificates.validTo')}>
          {new Date(validTo).toLocaleDateString()}
        </Fact>
        <Fact name={t('moduleCertificates.enrol')}>
          <CopyableText label={t('moduleCertificates.enrol')} text={command} />
        </Fact>
      </Facts>
      <Button
        variant="secondary"
        iconStart={<RiDownloadLine />}
        onPress={() => saveFile(inDer(pem), `${key}.der`)}
      >
        {t('moduleCertificates.download', { file: `${key}.der` })}
      </Button>
    </section>
  );
}

/** `mokutil` takes no PEM. */
function inDer(pem: string): Blob {
  const base64 = pem.replace(/-----[^-]+-----|\s/g, '');
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  return new Blob([bytes], { type: 'application/pkix-cert' });
}
