import { BusModule, OwnershipModule, SystemModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';
import { Directory } from './accounts/directory.js';
import { Erasure } from './accounts/erasure.js';
import { EventTraces } from './accounts/event-traces.js';
import { NewPassword } from './accounts/new-password.js';
import { Registration } from './accounts/registration.js';
import { Revocation } from './accounts/revocation.js';
import { tombstonesProvider } from './accounts/tombstones.js';
import { AddUser } from './commands/add-user.js';
import { CallNonce } from './commands/call-nonce.js';
import { EnrolTerminal } from './commands/enrol-terminal.js';
import { EraseUser } from './commands/erase-user.js';
import { ImportUser } from './commands/import-user.js';
import { IssueIdentity } from './commands/issue-identity.js';
import { Keys } from './commands/keys.js';
import { ListTerminals } from './commands/list-terminals.js';
import { ListUsers } from './commands/list-users.js';
import { Login } from './commands/login.js';
import { Refresh } from './commands/refresh.js';
import { ReinstateUser } from './commands/reinstate-user.js';
import { RemoveTerminal } from './commands/remove-terminal.js';
import { RevokeCredentials } from './commands/revoke-credentials.js';
import { RevokeIdentity } from './commands/revoke-identity.js';
import { SetPassword } from './commands/set-password.js';
import { ShowUser } from './commands/show-user.js';
import { SuspendUser } from './commands/suspend-user.js';
import { AccessTokens } from './identity/access-tokens.js';
import { Passwords } from './identity/passwords.js';
import { RefreshFamilies } from './identity/refresh-families.js';
import { ServerKeyRing } from './identity/server-keys.js';
import { TokenGiver } from './identity/token-giver.js';
import { Verifiers } from './identity/verifiers.js';
import { ErasureProjector } from './projections/erasure-projector.js';
import { Callout } from './services/callout.js';
import { ServiceIdentities } from './services/service-identities.js';
import { ServiceLogins } from './services/service-logins.js';
import { ServiceSecrets } from './services/service-secrets.js';

/** Box 15: who is who, with which terminals and credentials. */
@Module({
  imports: [
    BusModule.for('auth'),
    OwnershipModule.for('auth'),
    SystemModule.for('auth'),
    StoreModule,
  ],
  controllers: [
    Login,
    Refresh,
    Keys,
    EnrolTerminal,
    ListTerminals,
    RemoveTerminal,
    AddUser,
    ImportUser,
    ListUsers,
    ShowUser,
    SuspendUser,
    ReinstateUser,
    RevokeCredentials,
    SetPassword,
    EraseUser,
    IssueIdentity,
    RevokeIdentity,
    CallNonce,
  ],
  providers: [
    AccessTokens,
    Callout,
    Directory,
    Erasure,
    ErasureProjector,
    EventTraces,
    NewPassword,
    Passwords,
    RefreshFamilies,
    Registration,
    Revocation,
    ServerKeyRing,
    ServiceIdentities,
    ServiceLogins,
    ServiceSecrets,
    TokenGiver,
    tombstonesProvider,
    Verifiers,
  ],
})
export class AuthModule {}
