import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'The image of a kernel, by source and version-release',
    example: stringify({
      steps: [
        {
          id: 'image',
          name: 'Find the toolkit image',
          action: 'driver-toolkit:resolve-image',
          input: { source: 'centos-stream-9', kernel: '5.14.0-391.el9' },
        },
      ],
    }),
  },
  {
    description: 'The image of the kernel that was picked from the catalog',
    example: stringify({
      steps: [
        {
          id: 'kernel',
          name: 'Look up the kernel',
          action: 'catalog:fetch',
          input: { entityRef: '${{ parameters.kernel }}' },
        },
        {
          id: 'image',
          name: 'Find the toolkit image',
          action: 'driver-toolkit:resolve-image',
          input: {
            kernel:
              "${{ steps.kernel.output.entity.metadata.annotations['driver-toolkit/kernel'] }}",
          },
        },
      ],
    }),
  },
  {
    description:
      'The real-time kernel of another architecture, from one registry',
    example: stringify({
      steps: [
        {
          id: 'image',
          name: 'Find the toolkit image',
          action: 'driver-toolkit:resolve-image',
          input: {
            kernel: 'centos-stream-9/5.14.0-391.el9',
            repository: 'ghcr',
            architecture: 'aarch64',
            variant: 'rt',
          },
        },
      ],
    }),
  },
];
