/**
 * Every word the plugin shows, to be overridden or translated by an app.
 *
 * @packageDocumentation
 */
export { driverToolkitTranslationRef } from './translation/driverToolkitTranslationRef';
