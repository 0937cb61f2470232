import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { driverToolkitTranslationRef } from './driverToolkitTranslationRef';

/** Returns a text of the plugin by its key. */
export type Texts = TranslationFunction<
  (typeof driverToolkitTranslationRef)['T']
>;

/** The plugin's texts in the reader's language. */
export function useTexts(): { t: Texts } {
  return useTranslationRef(driverToolkitTranslationRef);
}
