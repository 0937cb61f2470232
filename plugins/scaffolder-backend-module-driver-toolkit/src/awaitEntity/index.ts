export { createAwaitEntityAction } from './createAwaitEntityAction';
