import { BusModule, OwnershipModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';
import { Barrier } from './in-force/barrier.js';
import { Folds } from './in-force/folds.js';
import { AcknowledgeNotifications } from './commands/acknowledge-notifications.js';
import { FetchNotifications } from './commands/fetch-notifications.js';
import { ListParked } from './commands/list-parked.js';
import { Owners } from './commands/owners.js';
import { ReplayParked } from './commands/replay-parked.js';
import { ShowParked } from './commands/show-parked.js';
import { Backlogs } from './hand-overs/backlogs.js';
import { HandOvers } from './hand-overs/hand-overs.js';
import { ParkedList } from './hand-overs/parked-list.js';
import { ParkedPlaces } from './hand-overs/parked-places.js';
import { Standings } from './hand-overs/standings.js';
import { Whereabouts } from './hand-overs/whereabouts.js';
import { Inboxes } from './inboxes/inboxes.js';
import { Senders } from './senders/senders.js';

/** Box 13: events of services, to whom they go and what became of them. */
@Module({
  imports: [BusModule.for('notification'), OwnershipModule.for('notification'), StoreModule],
  controllers: [FetchNotifications, AcknowledgeNotifications, ListParked, ShowParked, ReplayParked],
  providers: [
    Folds,
    Barrier,
    Standings,
    ParkedPlaces,
    Backlogs,
    HandOvers,
    ParkedList,
    Whereabouts,
    Senders,
    Inboxes,
    Owners,
  ],
})
export class NotificationModule {}
