import { type Json, type JsonObject, type RpcMethodName, rpcMethod } from '@liaison/contracts';
import type { Fault } from '@liaison/domain';
import { type ValidationError, validateSync } from 'class-validator';
import { LoginParams, RefreshParams } from './params/auth.js';
import { ContactParams, ExplainParams, GetParams, GrantParams } from './params/connectability.js';
import { ActivateModeParams } from './params/mode.js';
import {
  ActivateProfileParams,
  ChangedProfileParams,
  NamedProfileParams,
  PreviewParams,
  UploadParams,
} from './params/profile.js';
import { AcknowledgeParams, FetchParams } from './params/notification.js';
import {
  CallParams,
  CatalogueParams,
  InterestParams,
  SelectParams,
  ServiceParams,
} from './params/service.js';
import { ConnectParams, EnrolParams, RemoveParams } from './params/terminal.js';
import { Changing } from './params/words.js';

/** What each method takes; `undefined`: nothing. */
const classes: Readonly<Partial<Record<RpcMethodName, (new () => object) | undefined>>> = {
  'auth.login': LoginParams,
  'auth.refresh': RefreshParams,
  'terminal.enrol': EnrolParams,
  'terminal.connect': ConnectParams,
  'terminal.disconnect': Changing,
  'terminal.list': undefined,
  'terminal.remove': RemoveParams,
  'profile.upload': UploadParams,
  'profile.list': undefined,
  'profile.get': NamedProfileParams,
  'profile.preview': PreviewParams,
  'profile.delete': ChangedProfileParams,
  'profile.activate': ActivateProfileParams,
  'profile.deactivate': ChangedProfileParams,
  'mode.activate': ActivateModeParams,
  'mode.clear': Changing,
  'connectability.get': GetParams,
  explain: ExplainParams,
  'authorisation.ask': ContactParams,
  'authorisation.retract': ContactParams,
  'authorisation.grant': GrantParams,
  'authorisation.deny': ContactParams,
  'authorisation.withdraw': ContactParams,
  'authorisation.list': undefined,
  'contact.block': ContactParams,
  'contact.unblock': ContactParams,
  'service.list': undefined,
  'service.activate': ServiceParams,
  'service.deactivate': ServiceParams,
  'service.call': CallParams,
  'event.list': CatalogueParams,
  'event.subscribe': InterestParams,
  'event.unsubscribe': InterestParams,
  'notification.fetch': FetchParams,
  'notification.acknowledge': AcknowledgeParams,
  'call.select': SelectParams,
};

/** Faults told of one request, and how much of a member's name is repeated in them. */
const FAULTS_MAX = 32;
const NAME_CHARS_MAX = 64;
const strict = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };

/**
 * What is wrong with the params of a method, each fault with its JSON pointer. Decides as
 * the method's schema does (a test compares the two); says it in words for people.
 */
export function faultsOf(method: RpcMethodName, params: JsonObject): readonly Fault[] {
  const members = Object.keys(params);
  const known = rpcMethod(method).params.properties;
  const unknown = members.filter((member) => !Object.hasOwn(known, member));
  if (unknown.length > 0) {
    return unknown.slice(0, FAULTS_MAX).map((member) => ({
      field: pointer(member),
      message: `${method} takes no such member`,
    }));
  }
  const kind = classes[method];
  if (kind === undefined) return [];
  const checked: Record<string, Json | undefined> = Object.assign(new kind());
  for (const member of members) checked[member] = params[member];
  return validateSync(checked, strict).map(faultOf);
}

function faultOf(error: ValidationError): Fault {
  const [message] = Object.values(error.constraints ?? {});
  const isMissing = error.value === undefined;
  return {
    field: pointer(error.property),
    message: isMissing ? 'is missing' : (message ?? 'is not as it must be'),
  };
}

/** A member as a JSON pointer (RFC 6901). */
function pointer(member: string): string {
  return `/${member.slice(0, NAME_CHARS_MAX).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
