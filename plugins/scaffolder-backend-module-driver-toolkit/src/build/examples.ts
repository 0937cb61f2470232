import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const step = (name: string, input: object) =>
  stringify({
    steps: [{ id: 'build', name, action: 'driver-toolkit:build', input }],
  });

export const examples: TemplateExample[] = [
  {
    description: 'Build a new driver for a kernel, and wait for its image',
    example: step('Build the driver', {
      type: 'driver',
      entityRef: '${{ steps.register.output.entityRef }}',
      kernel: 'centos-stream-9/5.14.0-391.el9',
    }),
  },
  {
    description: 'Start the build of a driver for a real-time kernel',
    example: step('Start the build', {
      type: 'driver',
      entityRef: 'component:default/acme',
      source: 'centos-stream-9',
      kernel: '5.14.0-391.el9',
      architecture: 'x86_64',
      variant: 'rt',
      wait: false,
    }),
  },
  {
    description: 'Build the missing toolkit image of a kernel',
    example: step('Build the toolkit image', {
      type: 'toolkit',
      kernel: 'centos-stream-9/5.14.0-391.el9',
      architectures: ['x86_64', 'aarch64'],
      repository: 'ghcr',
      timeoutMinutes: 90,
    }),
  },
];
