package io.mesosframework.etcd;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Cluster;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Lock;
import io.etcd.jetcd.Maintenance;
import io.etcd.jetcd.Watch;
import java.util.function.Supplier;

/**
 * A client that can be made anew. While members cannot be reached gRPC waits ever longer, up to two minutes, before it tries to connect again;
 * a new client tries at once. What is under way on the one before fails as where a connection breaks. For any thread.
 */
final class RenewedClient implements Client {

    private final Supplier<Client> maker;
    private volatile Client present;
    private boolean closed;

    RenewedClient(Supplier<Client> maker) {
        this.maker = maker;
        this.present = maker.get();
    }

    synchronized void renew() {
        if (!closed) {
            Client before = present;
            present = maker.get();
            before.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        present.close();
    }

    @Override
    public KV getKVClient() {
        return present.getKVClient();
    }

    @Override
    public Lease getLeaseClient() {
        return present.getLeaseClient();
    }

    @Override
    public Watch getWatchClient() {
        return present.getWatchClient();
    }

    @Override
    public Auth getAuthClient() {
        return present.getAuthClient();
    }

    @Override
    public Cluster getClusterClient() {
        return present.getClusterClient();
    }

    @Override
    public Maintenance getMaintenanceClient() {
        return present.getMaintenanceClient();
    }

    @Override
    public Lock getLockClient() {
        return present.getLockClient();
    }

    @Override
    public Election getElectionClient() {
        return present.getElectionClient();
    }
}
