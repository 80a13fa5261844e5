import { BusModule, OwnershipModule } from '@liaison/bus';
import { StoreModule } from '@liaison/store';
import { Module } from '@nestjs/common';

/** Box 16: services, what they declare, and which are connected. */
@Module({
  imports: [
    BusModule.for('service-registry'),
    OwnershipModule.for('service-registry'),
    StoreModule,
  ],
})
export class ServiceRegistryModule {}
