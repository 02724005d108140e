package io.mesosframework.conformance.guide;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.MasterDetector;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.http.ClientTls;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Watch;
import io.mesosframework.zookeeper.ZooKeeperMasters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What docs/guide shows of the client and the storage; compiled. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails comes again
final class ClientSnippets {

    private ClientSnippets() {}

    // guide: client
    /** Declines whatever is offered. */
    record Modest(SchedulerClient client) implements SchedulerListener {

        @Override
        public void event(Event event) {
            switch (event.getType()) {
                case OFFERS ->
                    client.decline(
                            event.getOffers().getOffersList().stream()
                                    .map(Offer::getId)
                                    .toList(),
                            null);
                case UPDATE -> {
                    if (event.getUpdate().getStatus().hasUuid()) {
                        client.acknowledge(event.getUpdate().getStatus());
                    }
                }
                default -> {}
            }
        }

        @Override
        public void disconnected(MesosException cause, Duration retryIn) {
            System.err.println(cause.getMessage());
        }

        @Override
        public void failed(MesosException cause) {
            System.err.println("over: " + cause.getMessage());
        }
    }

    static SchedulerClient subscribe(FrameworkInfo info) {
        SchedulerClient client =
                SchedulerClient.builder(info, "10.0.0.1:5050", "10.0.0.2:5050").build();
        client.start(new Modest(client));
        return client;
    }
    // guide: end

    static Framework overTls(Path ca) {
        // guide: tls
        Transport transport =
                HttpTransport.builder().tls(ClientTls.DEFAULT.withCa(ca)).build();
        Framework framework = Framework.named("shop")
                .masters("https://10.0.0.1:5050")
                .transport(transport)
                .credentials("shop", "secret")
                .start();
        // guide: end
        return framework;
    }

    static Framework byZooKeeper() {
        // guide: zookeeper
        ZooKeeperMasters masters = ZooKeeperMasters.at("zk://10.0.0.1:2181,10.0.0.2:2181/mesos")
                .listener(detection -> System.err.println(detection.state() + " " + detection.problem()))
                .start();
        Framework framework = Framework.named("shop").masterDetector(masters).start();
        // guide: end
        return framework;
    }

    static Framework detecting(Path file) {
        // guide: detector
        MasterDetector fromFile = () -> {
            try (var lines = Files.lines(file)) {
                return lines.map(line -> Origin.parse(line, 5050)).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        Framework framework = Framework.named("shop").masterDetector(fromFile).start();
        // guide: end
        return framework;
    }

    static void storage(Storage storage) {
        // guide: storage
        CommitResult result = storage.commit(Transaction.builder()
                        .require("orders/next", 0)
                        .put("orders/next", Bytes.ofText("1"))
                        .build())
                .join();
        if (result instanceof CommitResult.Conflict conflict) {
            System.err.println(conflict.key() + " is at version " + conflict.actual());
        }
        // guide: end
    }

    static void leases(Storage storage) {
        // guide: leases
        Watch watch = storage.watch("orders/", event -> System.err.println(event));
        try (Lease lease = storage.lease(Duration.ofSeconds(5)).join()) {
            Transaction mine = Transaction.builder()
                    .require("orders/owner", 0)
                    .put("orders/owner", Bytes.ofText("me"), lease)
                    .build();
            if (storage.commit(mine).join() instanceof CommitResult.Committed && lease.isValid()) {
                System.err.println("mine until " + lease.ended().join());
            }
        }
        watch.close();
        // guide: end
    }
}
