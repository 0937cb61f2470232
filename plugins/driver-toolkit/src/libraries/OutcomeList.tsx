import { Flex, Link, Text } from '@backstage/ui';
import { useId, type ReactNode } from 'react';
import { StateBadge, type Tone } from '../display/StateBadge';
import styles from './OutcomeList.module.css';

/** An outcome and its reason. */
export interface Outcome {
  name: string;
  /** Address of its page. */
  href?: string;
  detail?: string;
  state: { tone: Tone; icon: JSX.Element; text: string };
  reason: ReactNode;
}

/** A list of outcomes. */
export function OutcomeList(props: { title: string; outcomes: Outcome[] }) {
  const { title, outcomes } = props;
  const titleId = useId();
  return (
    <Flex direction="column" gap="1">
      <Text id={titleId} as="h4" variant="body-small" weight="bold">
        {title}
      </Text>
      <ul aria-labelledby={titleId} className={styles.list}>
        {outcomes.map(({ name, href, detail, state, reason }) => (
          <li key={`${name} ${detail}`} className={styles.row}>
            <span>
              <StateBadge {...state} />
            </span>
            <span className={styles.name}>
              {href ? (
                <Link href={href} weight="bold">
                  {name}
                </Link>
              ) : (
                <Text weight="bold">{name}</Text>
              )}{' '}
              {detail && <Text color="secondary">{detail}</Text>}
            </span>
            <Text className={styles.reason}>{reason}</Text>
          </li>
        ))}
      </ul>
    </Flex>
  );
}
