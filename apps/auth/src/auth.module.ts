import { BusModule, OwnershipModule, SystemModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';
import { Directory } from './accounts/directory.js';
import { Erasure } from './accounts/erasure.js';
import { Registration } from './accounts/registration.js';
import { AddUser } from './commands/add-user.js';
import { CallNonce } from './commands/call-nonce.js';
import { EnrolTerminal } from './commands/enrol-terminal.js';
import { EraseUser } from './commands/erase-user.js';
import { IssueIdentity } from './commands/issue-identity.js';
import { Keys } from './commands/keys.js';
import { ListTerminals } from './commands/list-terminals.js';
import { ListUsers } from './commands/list-users.js';
import { Login } from './commands/login.js';
import { Refresh } from './commands/refresh.js';
import { RemoveTerminal } from './commands/remove-terminal.js';
import { RevokeIdentity } from './commands/revoke-identity.js';
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
    ListUsers,
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
    Passwords,
    RefreshFamilies,
    Registration,
    ServerKeyRing,
    ServiceIdentities,
    ServiceLogins,
    ServiceSecrets,
    TokenGiver,
    Verifiers,
  ],
})
export class AuthModule {}
