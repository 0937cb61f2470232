// Third-party modules without types.
declare module '@backstage/cli/config/jest';
declare module 'jest-circus/runner';
declare module 'prettier';
