/** Titles of the plugin's page and of its tabs, and of the tab that it adds to entities. */
export const pageMessages = {
  page: {
    title: 'Driver Toolkit',
    kernels: 'Kernels',
    coverage: 'Coverage',
    builds: 'Builds',
    libraries: 'Libraries',
    builders: 'Builders',
    sources: 'Sources',
  },
} as const;
