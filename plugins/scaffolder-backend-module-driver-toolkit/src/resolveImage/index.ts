export * from './createResolveImageAction';
