package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.URL;
import io.mesosframework.protocol.Unavailability;
import io.mesosframework.resources.Resources;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the master knows of one agent that is registered, be it connected or not. */
final class AgentRecord {

    /** A task that a framework wants killed. */
    record Kill(FrameworkID frameworkId, TaskID taskId) {}

    AgentInfo info;
    String ip;
    private String process;
    int peer;
    Resources total;
    final Instant registered;
    private URL url;

    @Nullable
    Instant reregistered;

    /** False from the break of its connection until it registers again (PROTOCOL F21). */
    boolean connected = true;

    /** False while it is drained or deactivated: then it is not offered (PROTOCOL E29). */
    boolean active = true;

    /** The offers of it that are out. */
    final Set<OfferID> offers = new LinkedHashSet<>();

    /** Kills that may have been lost on the way: asked again when it is back (PROTOCOL B161). */
    final Set<Kill> kills = new LinkedHashSet<>();

    /** Set while its machine is scheduled for maintenance; its offers say so. */
    @Nullable
    Unavailability unavailability;

    /** The next ping, or the end of the wait for an answer to the last one. */
    Timers.@Nullable Timer ping;

    Timers.@Nullable Timer reregistration;
    boolean pinged;
    int missedPings;

    AgentRecord(AgentInfo info, String ip, String process, int peer, Resources total, Instant registered) {
        this.info = info;
        this.ip = ip;
        this.process = process;
        this.peer = peer;
        this.total = total;
        this.registered = registered;
        this.url = url(info, ip, process);
    }

    /** The agent came again, maybe from elsewhere. */
    void cameBack(AgentInfo newInfo, String newIp, String newProcess, int newPeer, Instant now) {
        info = newInfo;
        ip = newIp;
        process = newProcess;
        peer = newPeer;
        reregistered = now;
        url = url(newInfo, newIp, newProcess);
    }

    private static URL url(AgentInfo info, String ip, String process) {
        return URL.newBuilder()
                .setScheme("http")
                .setAddress(Address.newBuilder()
                        .setHostname(info.getHostname())
                        .setIp(ip)
                        .setPort(info.getPort()))
                .setPath("/" + process)
                .build();
    }

    /** Where its own API is, as offers say (PROTOCOL B46). */
    URL url() {
        return url;
    }

    AgentID id() {
        return info.getId();
    }

    /** As the master's texts name it. */
    String text() {
        return id().getValue() + " at " + pid() + " (" + info.getHostname() + ")";
    }

    /** As libprocess names it (PROTOCOL C6). */
    String pid() {
        return process + "@" + ip + ":" + info.getPort();
    }

    void cancelTimers() {
        for (Timers.Timer timer : new Timers.@Nullable Timer[] {ping, reregistration}) {
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
