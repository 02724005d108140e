package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.URL;
import io.mesosframework.protocol.Unavailability;
import io.mesosframework.resources.Resources;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the master knows of one agent. */
final class AgentRecord {

    final AgentInfo info;
    final String ip;
    final int peer;
    final Resources total;
    final Instant registered;
    private final URL url;

    /** The offers of it that are out. */
    final Set<OfferID> offers = new LinkedHashSet<>();

    /** Set while its machine is scheduled for maintenance; its offers say so. */
    @Nullable
    Unavailability unavailability;

    AgentRecord(AgentInfo info, String ip, int peer, Resources total, Instant registered) {
        this.info = info;
        this.ip = ip;
        this.peer = peer;
        this.total = total;
        this.registered = registered;
        this.url = URL.newBuilder()
                .setScheme("http")
                .setAddress(Address.newBuilder()
                        .setHostname(info.getHostname())
                        .setIp(ip)
                        .setPort(info.getPort()))
                .setPath("/slave(1)")
                .build();
    }

    AgentID id() {
        return info.getId();
    }

    /** Where its own API is, as offers say (PROTOCOL B46). */
    URL url() {
        return url;
    }

    /** As libprocess names it (PROTOCOL C6). */
    String pid() {
        return "slave(1)@" + ip + ":" + info.getPort();
    }
}
