package io.mesosframework.server;

import io.mesosframework.utils.AdvertisedAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes a {@link MesosServer}. For one thread; what it started does not change with it. */
public final class MesosServerBuilder {

    private final List<Route> routes = new ArrayList<>();
    private String host = "127.0.0.1";
    private int port;
    private @Nullable String advertised;
    private @Nullable ServerCertificate certificate;
    private Access access = Access.open();
    private ServerLimits limits = ServerLimits.DEFAULT;
    private boolean insecure;
    private RequestObserver observer = (method, path, status, took) -> {};

    MesosServerBuilder() {}

    /**
     * Where it listens: on 127.0.0.1, unless told otherwise.
     *
     * @param newPort 0 to 65535; 0, the default, takes a free one
     */
    public MesosServerBuilder listen(String newHost, int newPort) {
        if (newPort < 0 || newPort > 65535) {
            throw new IllegalArgumentException("A port is from 0 to 65535, not " + newPort);
        }
        host = newHost;
        port = newPort;
        return this;
    }

    /** The name or address by which others reach it; where it listens, or this host's address where it listens on all. */
    public MesosServerBuilder advertise(String newHost) {
        advertised = newHost;
        return this;
    }

    /** Speaks TLS, 1.2 and up; none by default. */
    public MesosServerBuilder tls(ServerCertificate files) {
        certificate = files;
        return this;
    }

    /** Who may use it; anybody by default. */
    public MesosServerBuilder access(Access newAccess) {
        access = newAccess;
        return this;
    }

    /** {@link ServerLimits#DEFAULT}, unless told otherwise. */
    public MesosServerBuilder limits(ServerLimits newLimits) {
        limits = newLimits;
        return this;
    }

    /**
     * Lets it be reached from other hosts without TLS, without authentication, or without both. Where this is not said, {@link #start}
     * refuses that.
     */
    public MesosServerBuilder insecure(boolean newInsecure) {
        insecure = newInsecure;
        return this;
    }

    /** Told of each request; nobody by default. */
    public MesosServerBuilder observer(RequestObserver newObserver) {
        observer = newObserver;
        return this;
    }

    /** Serves one more route. */
    public MesosServerBuilder route(Route route) {
        routes.add(route);
        return this;
    }

    /** Serves more routes. */
    public MesosServerBuilder routes(Collection<Route> more) {
        routes.addAll(more);
        return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalArgumentException if it would be open to other hosts and {@link #insecure} is not said, or two routes answer the same
     * @throws ServerException if the address is taken or unknown, or certificate or key cannot be used
     */
    public MesosServer start() {
        InetAddress address = address();
        if (!address.isLoopbackAddress() && !insecure && (certificate == null || access.isOpen())) {
            String lacking = certificate == null && access.isOpen()
                    ? "TLS and authentication"
                    : certificate == null ? "TLS" : "authentication";
            throw new IllegalArgumentException(
                    "Listening on " + host + ", others than this host reach the server, and it has no " + lacking
                            + ": give it both, listen on 127.0.0.1, or say that it may be insecure");
        }
        return new MesosServer(
                new InetSocketAddress(address, port),
                advertisedHost(address),
                Optional.ofNullable(certificate),
                access,
                limits,
                address.isLoopbackAddress() && access.isOpen() && !insecure,
                new RouteTable(routes),
                observer);
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ServerException("Cannot listen on " + host + ": there is no such host", e);
        }
    }

    private String advertisedHost(InetAddress address) {
        if (advertised != null) {
            return advertised;
        }
        return AdvertisedAddress.of(address).getHostAddress();
    }
}
