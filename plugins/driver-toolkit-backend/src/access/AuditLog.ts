import type {
  AuditorService,
  AuditorServiceEventSeverityLevel,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { nameOf, type Caller } from './Caller';

/** What is asked for, as the audit log tells it: names and ids, no secrets. */
export interface AuditedRequest {
  /** kebab-case */
  eventId: string;
  severityLevel: AuditorServiceEventSeverityLevel;
  caller: Caller;
  meta: JsonObject;
}

/** Tells the auditor who asks for what, and what became of it. */
export class AuditLog {
  readonly #auditor: AuditorService;

  constructor(auditor: AuditorService) {
    this.#auditor = auditor;
  }

  /**
   * Does what is asked for and records it as succeeded, or as failed where it
   * throws: a refusal fails too.
   *
   * @param describe - what is known of the result only
   */
  async record<T>(
    { eventId, severityLevel, caller, meta }: AuditedRequest,
    work: () => Promise<T>,
    describe: (result: T) => JsonObject = () => ({}),
  ): Promise<T> {
    const event = await this.#auditor.createEvent({
      eventId,
      severityLevel,
      request: caller.request,
      meta: { ...meta, ...describeCaller(caller) },
    });
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
    await event.success({ meta: describe(result) });
    return result;
  }
}

/**
 * Without a request the auditor names this plugin as the actor, so who asked
 * is told beside it.
 */
function describeCaller(caller: Caller): JsonObject {
  const { principal } = caller.credentials;
  const service = principal.type === 'user' ? principal.actor : undefined;
  return {
    requestedBy: nameOf(caller),
    ...(service && { through: service.subject }),
  };
}
