import { Flex } from '@backstage/ui';

/** Several sentences, each on its own line. */
export function Sentences({ texts }: { texts: string[] }) {
  return (
    <Flex direction="column" gap="1">
      {texts.map(text => (
        <span key={text}>{text}</span>
      ))}
    </Flex>
  );
}
