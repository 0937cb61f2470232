import { Cell, Link, Text, type ColumnConfig } from '@backstage/ui';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RelativeTime } from '../display/RelativeTime';
import type { Texts } from '../translation/useTexts';
import { BuildDuration } from './BuildDuration';
import { BuildStateBadge } from './BuildStateBadge';
import { BuildTarget } from './BuildTarget';
import { Requester } from './Requester';

/** The build table's columns. */
export function buildColumns(context: {
  t: Texts;
  addressOf: (build: Build) => string;
}): ColumnConfig<Build>[] {
  const { t, addressOf } = context;
  return [
    {
      id: 'target',
      label: t('builds.target'),
      isRowHeader: true,
      defaultWidth: '2fr',
      minWidth: 200,
      cell: build => (
        <Cell>
          <Link href={addressOf(build)} weight="bold">
            <BuildTarget build={build} />
          </Link>
        </Cell>
      ),
    },
    {
      id: 'state',
      label: t('builds.state'),
      minWidth: 125,
      cell: build => (
        <Cell>
          <BuildStateBadge state={build.state} />
        </Cell>
      ),
    },
    {
      id: 'architecture',
      label: t('builds.architecture'),
      minWidth: 125,
      cell: build => (
        <Cell>
          <Text>{flavourOf(build)}</Text>
        </Cell>
      ),
    },
    {
      id: 'type',
      label: t('builds.type'),
      minWidth: 150,
      cell: build => (
        <Cell>
          <Text>{t(`buildType.${build.type}`)}</Text>
        </Cell>
      ),
    },
    {
      id: 'requester',
      label: t('builds.requester'),
      minWidth: 150,
      cell: build => (
        <Cell>
          <Text>
            <Requester subject={build.requestedBy} />
          </Text>
        </Cell>
      ),
    },
    {
      id: 'started',
      label: t('builds.started'),
      minWidth: 135,
      cell: build => (
        <Cell>
          <Text>
            {build.startedAt ? <RelativeTime time={build.startedAt} /> : '–'}
          </Text>
        </Cell>
      ),
    },
    {
      id: 'duration',
      label: t('builds.duration'),
      minWidth: 105,
      cell: build => (
        <Cell>
          <Text>
            <BuildDuration build={build} />
          </Text>
        </Cell>
      ),
    },
  ];
}

function flavourOf({ architecture, variant }: Build): string {
  return variant && variant !== 'default'
    ? `${architecture}, ${variant}`
    : architecture;
}
