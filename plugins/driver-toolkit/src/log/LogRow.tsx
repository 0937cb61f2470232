import { memo, useMemo } from 'react';
import { ansiSpans, type AnsiSpan } from './ansiSpans';
import styles from './LogRow.module.css';

/** One line of a log, at its position. */
export const LogRow = memo(
  (props: {
    sequence: number;
    text: string;
    /** Pixels from the top of the log. */
    top: number;
  }) => {
    const { sequence, text, top } = props;
    const spans = useMemo(() => ansiSpans(text), [text]);
    return (
      <div className={styles.row} style={{ transform: `translateY(${top}px)` }}>
        <span className={styles.number} data-number={sequence} aria-hidden />
        <span className={styles.text}>
          {spans.map((span, index) => (
            <span key={index} className={classesOf(span)}>
              {span.text}
            </span>
          ))}
        </span>
      </div>
    );
  },
);

function classesOf(span: AnsiSpan): string | undefined {
  const names = [
    span.color,
    span.bold && 'bold',
    span.dim && 'dim',
    span.italic && 'italic',
    span.underline && 'underline',
  ].flatMap(name => (name ? [styles[name]] : []));
  return names.length > 0 ? names.join(' ') : undefined;
}
