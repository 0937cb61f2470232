import { Flex, Text } from '@backstage/ui';
import { useSources } from '../api/useSources';
import { useTexts } from '../translation/useTexts';
import styles from './NoLibraries.module.css';

/** How to configure a library, with the portal's own source and repository as the example. */
export function NoLibraries() {
  const { t } = useTexts();
  const { data: sources = [] } = useSources();
  const idOf = (kind: 'kernels' | 'images') =>
    sources.find(source => source.kind === kind)?.id;
  return (
    <Flex direction="column" gap="3">
      <Text>{t('libraries.none')}</Text>
      <pre className={styles.example}>
        {example(
          idOf('kernels') ?? 'my-source',
          idOf('images') ?? 'my-registry',
        )}
      </pre>
    </Flex>
  );
}

function example(source: string, repository: string): string {
  return [
    'driverToolkit:',
    '  maintain:',
    `    - kernelSource: ${source}`,
    `      imageRepository: ${repository}`,
    '      keepLatest: 5',
    '      budget: 2',
  ].join('\n');
}
