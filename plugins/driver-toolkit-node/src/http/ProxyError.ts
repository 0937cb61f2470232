/** A proxy closed a connection before any request. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';

  constructor(cause?: Error) {
    super('the connection was cut by the proxy', { cause });
  }
}
