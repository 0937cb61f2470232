import { Accordion, AccordionPanel, AccordionTrigger } from '@backstage/ui';
import { useTexts } from '../translation/useTexts';
import styles from './LabelTable.module.css';

/** An image's labels, by name. */
export function LabelTable({ labels }: { labels: Record<string, string> }) {
  const { t } = useTexts();
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) {
    return null;
  }
  return (
    <Accordion defaultExpanded>
      <AccordionTrigger
        title={t('imageCard.labels', { count: entries.length })}
      />
      <AccordionPanel>
        <dl className={styles.labels}>
          {entries.map(([name, value]) => (
            <div key={name} className={styles.label}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </AccordionPanel>
    </Accordion>
  );
}
