import type { ServiceId } from '../registry/declaration.js';
import type { TerminalId } from '../words.js';

/** What a user has of one service: opened by an operator, activated by the user. */
export interface SelectedService {
  readonly service: ServiceId;
  readonly open: boolean;
  readonly active: boolean;
}

/** The head of a user's selections. Sets are sorted; a service with neither is not listed. */
export interface Selection {
  readonly callTerminal?: TerminalId;
  readonly services: readonly SelectedService[];
  readonly interests: readonly { readonly service: ServiceId; readonly type: string }[];
}

export const initialSelection: Selection = { services: [], interests: [] };
