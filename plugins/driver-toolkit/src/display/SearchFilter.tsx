import { SearchField } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';

const PAUSE = 250;

/** A search field that reports when the typing pauses. */
export function SearchFilter(props: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { label, placeholder, value, onChange } = props;
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <SearchField
      label={label}
      placeholder={placeholder}
      size="small"
      maxLength={128}
      value={text}
      onChange={typed => {
        setText(typed);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(typed), PAUSE);
      }}
    />
  );
}
