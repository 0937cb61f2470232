import { Flex } from '@backstage/ui';

/** Several things to say, each on a line of its own. */
export function Sentences({ texts }: { texts: string[] }) {
  return (
    <Flex direction="column" gap="1">
      {texts.map(text => (
        <span key={text}>{text}</span>
      ))}
    </Flex>
  );
}
