import { BusModule, OwnershipModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';

/** Box 13: events of services, to whom they go and what became of them. */
@Module({
  imports: [BusModule.for('notification'), OwnershipModule.for('notification'), StoreModule],
})
export class NotificationModule {}
