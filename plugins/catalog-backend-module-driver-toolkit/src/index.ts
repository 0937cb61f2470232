/**
 * Catalog module of the Driver Toolkit: kernels and toolkit images as entities.
 *
 * @packageDocumentation
 */
export { catalogModuleDriverToolkit as default } from './module';
