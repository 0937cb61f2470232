// eslint-disable-next-line @backstage/no-forbidden-package-imports -- not published
export * from '@driver-toolkit/backstage-plugin-driver-toolkit-node/src/modules/__testUtils__/elf';
