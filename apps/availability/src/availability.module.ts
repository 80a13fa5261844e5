import { BusModule, OwnershipModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';
import { Accounts } from './commands/accounts.js';
import { ActivateMode } from './commands/activate-mode.js';
import { ActivateProfile } from './commands/activate-profile.js';
import { AskAuthorisation } from './commands/ask-authorisation.js';
import { Availabilities } from './commands/availabilities.js';
import { Asks } from './commands/asks.js';
import { BlockContact } from './commands/block-contact.js';
import { BoundaryFacts } from './commands/boundary-facts.js';
import { ClearMode } from './commands/clear-mode.js';
import { CallTargetOf } from './commands/call-target.js';
import { CallTargets } from './commands/call-targets.js';
import { Consents } from './commands/consents.js';
import { ConsentsToward } from './commands/consents-toward.js';
import { DeactivateProfile } from './commands/deactivate-profile.js';
import { DenyAuthorisation } from './commands/deny-authorisation.js';
import { DeleteProfile } from './commands/delete-profile.js';
import { Explain } from './commands/explain.js';
import { ExplainPast } from './commands/explain-past.js';
import { GetConnectability } from './commands/get-connectability.js';
import { GetProfile } from './commands/get-profile.js';
import { GrantAuthorisation } from './commands/grant-authorisation.js';
import { ListAuthorisations } from './commands/list-authorisations.js';
import { ListProfiles } from './commands/list-profiles.js';
import { OwnFacts } from './commands/own-facts.js';
import { PastFacts } from './commands/past-facts.js';
import { PreviewProfile } from './commands/preview-profile.js';
import { Profiles } from './commands/profiles.js';
import { RetractAuthorisation } from './commands/retract-authorisation.js';
import { ServiceQueries } from './commands/service-query.js';
import { ServiceRights } from './commands/service-rights.js';
import { ShownRecords } from './commands/shown-records.js';
import { States } from './commands/states.js';
import { UnblockContact } from './commands/unblock-contact.js';
import { UploadProfile } from './commands/upload-profile.js';
import { WithdrawAuthorisation } from './commands/withdraw-authorisation.js';
import { AvailabilityProjection } from './projections/availability.projection.js';

/** Boxes 12 and 11: profiles, what is active, and what everybody is told of it. */
@Module({
  imports: [BusModule.for('availability'), OwnershipModule.for('availability'), StoreModule],
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
    OwnFacts,
    PastFacts,
    Profiles,
    ServiceRights,
    ShownRecords,
    States,
  ],
})
export class AvailabilityModule {}
