import {
  Alert,
  Button,
  Card,
  CardBody,
  Flex,
  Select,
  Text,
  TextField,
} from '@backstage/ui';
import type {
  DriverManifestKind,
  DriverManifestsRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useState } from 'react';
import { useDriverManifests } from '../api/useDriverManifests';
import { CopyableFile } from '../display/CopyableFile';
import { Problem } from '../display/Problem';
import { Sentences } from '../display/Sentences';
import { useTexts } from '../translation/useTexts';
import panelStyles from './BuildPanel.module.css';

/** What to deploy, and the kinds that it needs. */
const CHOICES = {
  kmm: ['kmm'],
  daemonset: ['daemonset'],
  openshift: ['openshift'],
  preflight: ['preflight'],
  openshiftPreflight: ['preflight', 'openshift'],
  bootc: ['bootc'],
} satisfies Record<string, DriverManifestKind[]>;

type Choice = keyof typeof CHOICES;

/** Those with objects in a namespace, whose pods pull images. */
const NAMESPACED: Choice[] = ['kmm', 'daemonset', 'openshift'];

/** Writes what deploys a driver. */
export function DriverManifests({ entityRef }: { entityRef: string }) {
  const { t } = useTexts();
  const [request, setRequest] = useState<DriverManifestsRequest>();
  const { data, error, isFetching, refetch } = useDriverManifests(
    entityRef,
    request,
  );
  return (
    <Card>
      <CardBody>
        <Flex direction="column" gap="3">
          <Text as="h2" variant="title-x-small" weight="bold">
            {t('manifests.title')}
          </Text>
          <Text>{t('manifests.meaning')}</Text>
          <Form isPending={isFetching} onSubmit={setRequest} />
          {error && (
            <Problem
              title={t('manifests.failed')}
              error={error}
              onRetry={refetch}
            />
          )}
          {data && data.warnings.length > 0 && (
            <Alert
              icon
              status="warning"
              title={t('manifests.warnings')}
              description={<Sentences texts={data.warnings} />}
            />
          )}
          {data?.files.map(({ name, content }) => (
            <CopyableFile key={name} name={name} content={content} />
          ))}
        </Flex>
      </CardBody>
    </Card>
  );
}

function Form(props: {
  isPending: boolean;
  onSubmit: (request: DriverManifestsRequest) => void;
}) {
  const { isPending, onSubmit } = props;
  const { t } = useTexts();
  const [choice, setChoice] = useState<Choice>('kmm');
  const [kernel, setKernel] = useState('');
  const [namespace, setNamespace] = useState('');
  const [secret, setSecret] = useState('');
  const hasNamespace = NAMESPACED.includes(choice);
  return (
    <form
      className={panelStyles.row}
      onSubmit={event => {
        event.preventDefault();
        onSubmit({
          for: CHOICES[choice],
          kernel: kernel.trim() ? [kernel.trim()] : undefined,
          ...(hasNamespace && {
            targetNamespace: namespace.trim() || undefined,
            imagePullSecret: secret.trim() || undefined,
          }),
        });
      }}
    >
      <Select
        label={t('manifests.for')}
        className={panelStyles.kernel}
        size="small"
        selectionMode="single"
        options={(Object.keys(CHOICES) as Choice[]).map(id => ({
          id,
          label: t(`manifests.kinds.${id}`),
        }))}
        value={choice}
        onChange={key => setChoice(key as Choice)}
      />
      <TextField
        label={t('manifests.kernel')}
        className={panelStyles.kernel}
        size="small"
        placeholder={t('manifests.builtKernels')}
        value={kernel}
        onChange={setKernel}
      />
      {hasNamespace && (
        <>
          <TextField
            label={t('manifests.namespace')}
            className={panelStyles.choice}
            size="small"
            placeholder="default"
            value={namespace}
            onChange={setNamespace}
          />
          <TextField
            label={t('manifests.secret')}
            className={panelStyles.choice}
            size="small"
            placeholder={t('manifests.none')}
            value={secret}
            onChange={setSecret}
          />
        </>
      )}
      <Button type="submit" variant="primary" loading={isPending}>
        {t('manifests.show')}
      </Button>
    </form>
  );
}
