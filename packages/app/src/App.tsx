import { createApp } from '@backstage/frontend-defaults';

// Every plugin is found through `app.packages: all`.
export const app = createApp();
