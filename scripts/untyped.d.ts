// Modules of others that have no types.
declare module '@backstage/cli/config/jest';
declare module 'jest-circus/runner';
declare module 'prettier';
