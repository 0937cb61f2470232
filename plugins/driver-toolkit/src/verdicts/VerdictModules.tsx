import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Flex,
  Text,
} from '@backstage/ui';
import type { VerdictModule } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useState } from 'react';
import { Fact, Facts } from '../display/Facts';
import { Remark } from '../display/Remark';
import { useTexts } from '../translation/useTexts';

/** The modules of an image; they open on demand. */
export function VerdictModules({ modules }: { modules: VerdictModule[] }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  if (modules.length === 0) {
    return null;
  }
  return (
    <Accordion isExpanded={isOpen} onExpandedChange={setOpen}>
      <AccordionTrigger
        title={t('verdict.details')}
        subtitle={modules.map(({ name }) => name).join(', ')}
      />
      <AccordionPanel>
        {isOpen && (
          <Flex direction="column" gap="4">
            {modules.map(module => (
              <Module key={module.path} module={module} />
            ))}
          </Flex>
        )}
      </AccordionPanel>
    </Accordion>
  );
}

function Module({ module }: { module: VerdictModule }) {
  const { t } = useTexts();
  const { name, signature } = module;
  return (
    <section aria-label={name}>
      <Flex direction="column" gap="1">
        <Text as="h4" weight="bold">
          {name}
        </Text>
        <Facts layout="line">
          <Fact name={t('verdictModule.path')}>
            <code>{module.path}</code>
          </Fact>
          <Fact name={t('verdictModule.version')}>{module.version}</Fact>
          <Fact name={t('verdictModule.srcversion')}>{module.srcversion}</Fact>
          <Fact name={t('verdictModule.vermagic')}>
            {module.vermagic?.trim()}
          </Fact>
          <Fact name={t('verdictModule.license')}>{module.license}</Fact>
          <Fact name={t('verdictModule.machine')}>{module.machine}</Fact>
          <Fact name={t('verdictModule.depends')}>
            {module.depends.length > 0 && module.depends.join(', ')}
          </Fact>
          <Fact name={t('verdictModule.signature')}>
            {signature &&
              [
                signature.signer ?? t('verdict.unknownSigner'),
                signature.hash,
                signature.key,
              ]
                .filter(Boolean)
                .join(', ')}
          </Fact>
          <Fact name={t('verdictModule.compression')}>
            {module.compression}
          </Fact>
        </Facts>
        {!module.versioned && <Remark>{t('verdictModule.unversioned')}</Remark>}
      </Flex>
    </section>
  );
}
