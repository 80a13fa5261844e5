import { BusModule, OwnershipModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';
import { ActivateMode } from './commands/activate-mode.js';
import { ActivateProfile } from './commands/activate-profile.js';
import { ActivateService } from './commands/activate-service.js';
import { ClearMode } from './commands/clear-mode.js';
import { CloseToUser } from './commands/close-to-user.js';
import { ConnectTerminal } from './commands/connect-terminal.js';
import { DeactivateProfile } from './commands/deactivate-profile.js';
import { DeactivateService } from './commands/deactivate-service.js';
import { DisconnectTerminal } from './commands/disconnect-terminal.js';
import { HandOn } from './commands/hand-on.js';
import { OpenToUser } from './commands/open-to-user.js';
import { SelectCallTerminal } from './commands/select-call-terminal.js';
import { Selections } from './commands/selections.js';
import { SubscribeEvent } from './commands/subscribe-event.js';
import { UnsubscribeEvent } from './commands/unsubscribe-event.js';
import { Gateways } from './gateways/gateways.js';
import { ConnectionsProjector } from './projections/connections-projector.js';
import { Endings } from './projections/endings.js';

/** Box 7: which terminals are connected, and the selections of claim 11. */
@Module({
  imports: [BusModule.for('access-monitor'), OwnershipModule.for('access-monitor'), StoreModule],
  controllers: [
    ConnectTerminal,
    DisconnectTerminal,
    ActivateProfile,
    DeactivateProfile,
    ActivateMode,
    ClearMode,
    ActivateService,
    DeactivateService,
    SelectCallTerminal,
    OpenToUser,
    CloseToUser,
    SubscribeEvent,
    UnsubscribeEvent,
  ],
  providers: [ConnectionsProjector, Endings, Gateways, HandOn, Selections],
})
export class AccessMonitorModule {}
