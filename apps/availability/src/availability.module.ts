import { BusModule, OwnershipModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';
import { Accounts } from './present/accounts.js';
import { ActivateMode } from './commands/activate-mode.js';
import { ActivateProfile } from './commands/activate-profile.js';
import { AskAuthorisation } from './commands/ask-authorisation.js';
import { Availabilities } from './present/availabilities.js';
import { Asks } from './consents/asks.js';
import { BlockContact } from './commands/block-contact.js';
import { BoundaryFacts } from './profiles/boundary-facts.js';
import { ClearMode } from './commands/clear-mode.js';
import { CallTargetOf } from './commands/call-target.js';
import { CallTargets } from './present/call-targets.js';
import { Consents } from './consents/consents.js';
import { ConsentsToward } from './consents/consents-toward.js';
import { DeactivateProfile } from './commands/deactivate-profile.js';
import { DenyAuthorisation } from './commands/deny-authorisation.js';
import { DeleteProfile } from './commands/delete-profile.js';
import { Explain } from './commands/explain.js';
import { ExplainPast } from './past/explain-past.js';
import { GetConnectability } from './commands/get-connectability.js';
import { GetProfile } from './commands/get-profile.js';
import { GrantAuthorisation } from './commands/grant-authorisation.js';
import { ListAuthorisations } from './commands/list-authorisations.js';
import { ListProfiles } from './commands/list-profiles.js';
import { CurrentFacts } from './present/current-facts.js';
import { PastFacts } from './past/past-facts.js';
import { PreviewProfile } from './commands/preview-profile.js';
import { Profiles } from './profiles/profiles.js';
import { RetractAuthorisation } from './commands/retract-authorisation.js';
import { ServiceQueries } from './commands/service-query.js';
import { ServiceRights } from './present/service-rights.js';
import { ShownRecords } from './past/shown-records.js';
import { States } from './present/states.js';
import { UnblockContact } from './commands/unblock-contact.js';
import { UploadProfile } from './commands/upload-profile.js';
import { ViewTerminals } from './commands/view-terminals.js';
import { ViewUsers } from './commands/view-users.js';
import { Views } from './views/views.js';
import { WithdrawAuthorisation } from './commands/withdraw-authorisation.js';
import { ROWS } from './projections/row-sets.js';
import { AvailabilityProjection } from './projections/availability.projection.js';

/** Boxes 12 and 11: profiles, what is active, and what everybody is told of it. */
@Module({
  imports: [
    BusModule.for('availability'),
    OwnershipModule.for('availability', { rows: ROWS }),
    StoreModule,
  ],
  controllers: [
    UploadProfile,
    ListProfiles,
    GetProfile,
    PreviewProfile,
    DeleteProfile,
    ActivateProfile,
    DeactivateProfile,
    ActivateMode,
    ClearMode,
    BlockContact,
    UnblockContact,
    GetConnectability,
    Explain,
    AskAuthorisation,
    RetractAuthorisation,
    GrantAuthorisation,
    DenyAuthorisation,
    WithdrawAuthorisation,
    ListAuthorisations,
    ServiceQueries,
    CallTargetOf,
    ViewUsers,
    ViewTerminals,
  ],
  providers: [
    Accounts,
    Asks,
    Availabilities,
    AvailabilityProjection,
    BoundaryFacts,
    CallTargets,
    Consents,
    ConsentsToward,
    ExplainPast,
    CurrentFacts,
    PastFacts,
    Profiles,
    ServiceRights,
    ShownRecords,
    States,
    Views,
  ],
})
export class AvailabilityModule {}
