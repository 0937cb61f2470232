import { Combobox, type IdentifiedOption } from '@backstage/ui';
import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useState } from 'react';
import { formatKernelId } from '../api/kernelId';
import { useKernelSearch } from '../api/useKernelSearch';
import { useSettled } from '../display/useSettled';
import { useTexts, type Texts } from '../translation/useTexts';
import panelStyles from './BuildPanel.module.css';

/** Select of kernels that have a toolkit image. Typing searches at the backend. */
export function KernelChooser(props: {
  value: Kernel | undefined;
  onChange: (kernel: Kernel | undefined) => void;
}) {
  const { value, onChange } = props;
  const { t } = useTexts();
  const [text, setText] = useState(value?.kernel ?? '');
  // The chosen kernel's own version is no search text: the list keeps all kernels.
  const query = useKernelSearch(
    useSettled(text === value?.kernel ? '' : text.trim().slice(0, 128)),
  );
  const kernels = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Combobox
      label={t('driverBuild.kernel')}
      className={panelStyles.kernel}
      size="small"
      search={{ mode: 'server' }}
      options={{
        items: kernels.map(kernel => toOption(kernel, t)),
        filterText: text,
        setFilterText: setText,
        loadingState: loadingStateOf(query),
        loadMore: () => query.hasNextPage && query.fetchNextPage(),
      }}
      value={value ? toOption(value, t) : null}
      onChange={option =>
        onChange(kernels.find(kernel => formatKernelId(kernel) === option?.id))
      }
    />
  );
}

function toOption(kernel: Kernel, t: Texts): IdentifiedOption {
  const { source, retired } = kernel;
  return {
    id: formatKernelId(kernel),
    label: kernel.kernel,
    description: retired ? t('kernels.retiredFrom', { source }) : source,
  };
}

function loadingStateOf(query: ReturnType<typeof useKernelSearch>) {
  if (query.isError) {
    return 'error';
  }
  if (query.isFetchingNextPage) {
    return 'loadingMore';
  }
  if (query.isPlaceholderData) {
    return 'filtering';
  }
  return query.isPending ? 'loading' : 'idle';
}
