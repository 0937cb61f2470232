/**
 * Scaffolder actions that find the Driver Toolkit image of a kernel.
 *
 * @packageDocumentation
 */
export { scaffolderModuleDriverToolkit as default } from './module';
export * from './resolveImage';
