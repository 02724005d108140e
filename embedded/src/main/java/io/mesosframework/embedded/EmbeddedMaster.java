package io.mesosframework.embedded;

import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.MasterProcess;
import io.mesosframework.embedded.internal.inprocess.InProcessTransport;
import io.mesosframework.embedded.internal.web.Exchanges;
import io.mesosframework.http.Handler;
import io.mesosframework.protocol.DomainInfo;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One master of an embedded Mesos: its process, which may end and begin again. */
final class EmbeddedMaster {

    private final Cluster cluster;
    private final int number;
    private final Port port;
    private final Exchanges exchanges;
    private final Handler routes;
    private final IntFunction<MasterProcess> process;
    private final Map<String, Handler> inProcess;
    private final InProcessTransport transport;
    private volatile boolean up;

    /** Where it stands, if elsewhere than the cluster was said to. */
    private volatile @Nullable DomainInfo domain;

    EmbeddedMaster(
            Cluster cluster,
            int number,
            Port port,
            Exchanges exchanges,
            Handler routes,
            IntFunction<MasterProcess> process,
            Map<String, Handler> inProcess,
            InProcessTransport transport) {
        this.cluster = cluster;
        this.number = number;
        this.port = port;
        this.exchanges = exchanges;
        this.routes = routes;
        this.process = process;
        this.inProcess = inProcess;
        this.transport = transport;
    }

    String address() {
        return port.address();
    }

    int portNumber() {
        return port.number();
    }

    void stand(DomainInfo where) {
        domain = where;
    }

    Optional<DomainInfo> domain() {
        return Optional.ofNullable(domain);
    }

    boolean isUp() {
        return up;
    }

    synchronized void start() {
        if (!up) {
            up = true;
            port.open(routes);
            inProcess.put(address(), routes);
            cluster.elections().startMaster(number, () -> process.apply(number), exchanges);
        }
    }

    synchronized void stop() {
        if (up) {
            up = false;
            cluster.elections().stopMaster(number);
            cluster.join(cluster.reached());
            inProcess.remove(address());
            transport.cut(address());
            port.close();
        }
    }

    void close() {
        port.leave();
    }
}
