import { BusModule, OwnershipModule, SystemModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';
import { AllServices } from './commands/all-services.js';
import { CloseService } from './commands/close-service.js';
import { ConnectService } from './commands/connect-service.js';
import { DeclareService } from './commands/declare-service.js';
import { DescribeService } from './commands/describe-service.js';
import { DisconnectService } from './commands/disconnect-service.js';
import { GrantService } from './commands/grant-service.js';
import { KeepAlive } from './commands/keep-alive.js';
import { KickService } from './commands/kick-service.js';
import { ListEvents } from './commands/list-events.js';
import { ListServices } from './commands/list-services.js';
import { OpenService } from './commands/open-service.js';
import { RegisterService } from './commands/register-service.js';
import { RetireService } from './commands/retire-service.js';
import { RouteCall } from './commands/route-call.js';
import { ViewBacklogs } from './commands/view-backlogs.js';
import { WithdrawGrant } from './commands/withdraw-grant.js';
import { Endings } from './connections/endings.js';
import { ConnectionLeases } from './connections/leases.js';
import { Durables } from './projections/durables.js';
import { UndeliveredCopies } from './projections/undelivered.js';
import { Heads } from './projections/heads.js';
import { Keeper } from './projections/keeper.js';
import { Backlogs } from './services/backlogs.js';
import { Catalogue } from './services/catalogue.js';
import { ConnectingServices } from './services/connecting.js';
import { Declaring } from './services/declaring.js';
import { Kicks } from './services/kicks.js';
import { Nonces } from './services/nonces.js';
import { Presence } from './services/presence.js';
import { Registrations } from './services/registrations.js';
import { Routes } from './services/routes.js';
import { Selections } from './services/selections.js';

/** What services ask, through gateways. */
const ofServices = [ConnectService, KeepAlive, DisconnectService, DeclareService];
/** What users ask, through gateways. */
const ofUsers = [ListServices, ListEvents, RouteCall];
const ofOperators = [
  RegisterService,
  RetireService,
  OpenService,
  CloseService,
  GrantService,
  WithdrawGrant,
  KickService,
  DescribeService,
  AllServices,
  ViewBacklogs,
];

/** Box 16: services, what they declare, and which are connected. */
@Module({
  imports: [
    BusModule.for('service-registry'),
    OwnershipModule.for('service-registry'),
    SystemModule.for('service-registry'),
    StoreModule,
  ],
  controllers: [...ofServices, ...ofUsers, ...ofOperators],
  providers: [
    Backlogs,
    Catalogue,
    ConnectingServices,
    ConnectionLeases,
    Declaring,
    Durables,
    Endings,
    UndeliveredCopies,
    Heads,
    Keeper,
    Kicks,
    Nonces,
    Presence,
    Registrations,
    Routes,
    Selections,
  ],
})
export class ServiceRegistryModule {}
