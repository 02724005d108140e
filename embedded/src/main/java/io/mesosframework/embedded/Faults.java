package io.mesosframework.embedded;

import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.faults.CallFault;
import io.mesosframework.embedded.internal.faults.EventFault;
import io.mesosframework.embedded.internal.faults.FaultyMaster;
import io.mesosframework.embedded.internal.faults.Partition;
import io.mesosframework.embedded.internal.faults.Strikes;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What can go wrong between frameworks and an embedded Mesos, as verbs. A fault is planted and then strikes what comes;
 * it is gone when it has struck as often as it was to, or is lifted. Of several that fit, the one planted first strikes.
 *
 * <pre>{@code
 * mesos.faults().next(Call.Type.ACCEPT).isLost();
 * Fault held = mesos.faults().each(Call.Type.ACKNOWLEDGE).isHeld();
 * mesos.faults().nth(3, Event.Type.UPDATE).isCutMidRecord();
 * }</pre>
 *
 * <p>Times are the cluster's. Frameworks over HTTP and those in process feel them alike. Safe for use by any thread.
 */
public final class Faults {

    private static final long EVER = Long.MAX_VALUE;

    private final FaultyMaster master;
    private final Cluster cluster;
    private final Supplier<String> address;

    Faults(FaultyMaster master, Cluster cluster, Supplier<String> address) {
        this.master = master;
        this.cluster = cluster;
        this.address = address;
    }

    /** The next call of this type. */
    public OfCalls next(Call.Type type) {
        return nth(1, type);
    }

    /** The call of this type that is the n-th from now on, from 1. */
    public OfCalls nth(int n, Call.Type type) {
        return new OfCalls(type, strikes(n, 1));
    }

    /** Every call of this type from now on. */
    public OfCalls each(Call.Type type) {
        return new OfCalls(type, strikes(1, EVER));
    }

    /** The next event of this type, to whatever framework. */
    public OfEvents next(Event.Type type) {
        return nth(1, type);
    }

    /** The event of this type that is the n-th from now on, from 1. */
    public OfEvents nth(int n, Event.Type type) {
        return new OfEvents(type, strikes(n, 1));
    }

    /** Every event of this type from now on. */
    public OfEvents each(Event.Type type) {
        return new OfEvents(type, strikes(1, EVER));
    }

    private static Strikes strikes(int n, long times) {
        if (n < 1) {
            throw new IllegalArgumentException("The first is 1: " + n);
        }
        return new Strikes(n - 1L, times);
    }

    private static void later(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Nothing comes earlier than it was sent: " + time);
        }
    }

    /**
     * Cuts all frameworks' event streams that are open; they may subscribe again at once, but those without a {@code
     * failover_timeout}: as in Mesos, they are removed with all their tasks (PROTOCOL A68).
     */
    public void cutStreams() {
        master.cutStreams();
    }

    /**
     * Nothing passes between the master and frameworks, both ways and on new connections too, while nobody sees a connection
     * end. Lifted, all that was kept goes on in its order.
     */
    public Fault partition() {
        Partition partition = master.partition();
        return new Fault() {
            @Override
            public int struck() {
                return partition.struck();
            }

            @Override
            public void lift() {
                partition.heal();
            }
        };
    }

    /** Each call is redirected to this same master again, until lifted, as by masters that disagree on who leads. */
    public Fault redirectLoop() {
        Strikes strikes = new Strikes(0, EVER);
        master.plant(
                new CallFault(call -> true, strikes, (exchange, to) -> FaultyMaster.redirect(exchange, address.get())));
        return new Planted(strikes);
    }

    /**
     * Kills executors of this id, with all that runs in them, as signal 9 does. That of a plain command has its task's id.
     *
     * @return how many there were
     * @throws IllegalStateException once the cluster is closed
     */
    public int crashExecutor(String executorId) {
        return cluster.join(cluster.crashExecutor(executorId));
    }

    /** What was planted. */
    public interface Fault {

        /** How often it has struck. */
        int struck();

        /** Ends it; what it keeps back goes on. Idempotent. */
        void lift();
    }

    private record Planted(Strikes strikes) implements Fault {

        @Override
        public int struck() {
            return strikes.struck();
        }

        @Override
        public void lift() {
            strikes.lift();
        }
    }

    /** What may become of calls. Each verb plants the fault. */
    public final class OfCalls {

        private final Call.Type type;
        private final Strikes strikes;

        private OfCalls(Call.Type type, Strikes strikes) {
            this.type = type;
            this.strikes = strikes;
        }

        private Fault plant(CallFault.Harm harm) {
            master.plant(new CallFault(call -> call.getType() == type, strikes, harm));
            return new Planted(strikes);
        }

        /** The answer to SUBSCRIBE is the stream itself. */
        private void notOfSubscribe(String verb) {
            if (type == Call.Type.SUBSCRIBE) {
                throw new IllegalArgumentException(verb + " is not for SUBSCRIBE, whose answer is the event stream");
            }
        }

        /** The framework is told 202, but the master never sees the call, as when it fails over just then. */
        public Fault isLost() {
            return plant((exchange, to) -> exchange.respond(Response.of(202)));
        }

        /** The master deals with the call, but the connection is cut in place of the answer. */
        public Fault losesItsAnswer() {
            return plant((exchange, to) -> {
                to.handle(FaultyMaster.unheard(exchange));
                exchange.abort();
            });
        }

        /** The connection is cut, and the master never sees the call. */
        public Fault cutsItsConnection() {
            return plant((exchange, to) -> exchange.abort());
        }

        /** The call is answered so, and the master never sees it. */
        public Fault isAnswered(int status, String text) {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("Calls are answered with a status from 200 to 599, not " + status);
            }
            return plant((exchange, to) ->
                    exchange.respond(text.isEmpty() ? Response.of(status) : Response.of(status, text)));
        }

        /** It comes to the master so much later, and so do all behind it on its connection. */
        public Fault isLate(Duration time) {
            later(time);
            return plant((exchange, to) -> master.after(time, () -> to.handle(exchange)));
        }

        /** The framework is told 202, but the master sees the call only when this is lifted. Not for SUBSCRIBE. */
        public Fault isHeld() {
            notOfSubscribe("isHeld");
            Partition kept = master.holding();
            Fault planted = plant((exchange, to) -> {
                Exchange later = FaultyMaster.unheard(exchange);
                kept.keep(() -> to.handle(later));
                exchange.respond(Response.of(202));
            });
            return new Fault() {
                @Override
                public int struck() {
                    return planted.struck();
                }

                @Override
                public void lift() {
                    planted.lift();
                    kept.heal();
                }
            };
        }

        /** The master takes it for one of an earlier subscription, and says so in its own words (PROTOCOL A55). */
        public Fault hasStaleStreamId() {
            return plant((exchange, to) ->
                    to.handle(master.withHeader(exchange, "Mesos-Stream-Id", "00000000-0000-4000-8000-000000000000")));
        }

        /** It comes to the master twice; the second answer is lost. Not for SUBSCRIBE. */
        public Fault comesTwice() {
            notOfSubscribe("comesTwice");
            return plant((exchange, to) -> {
                to.handle(exchange);
                to.handle(FaultyMaster.unheard(exchange));
            });
        }
    }

    /** What may become of events. Each verb plants the fault. */
    public final class OfEvents {

        private final Event.Type type;
        private final Strikes strikes;

        private OfEvents(Event.Type type, Strikes strikes) {
            this.type = type;
            this.strikes = strikes;
        }

        private Fault plant(EventFault.Harm harm) {
            master.plant(new EventFault(event -> event.getType() == type, strikes, harm));
            return new Planted(strikes);
        }

        /** It never arrives. */
        public Fault isLost() {
            return plant((record, stream) -> {});
        }

        /** It arrives twice in a row. */
        public Fault comesTwice() {
            return plant((record, stream) -> {
                stream.pass(record);
                stream.pass(record);
            });
        }

        /** It arrives so much later, and so does all behind it. */
        public Fault isLate(Duration time) {
            later(time);
            return plant((record, stream) -> stream.passLate(record, time));
        }

        /** It arrives behind the event that follows it. */
        public Fault isOvertaken() {
            return plant((record, stream) -> stream.passBehindNext(record));
        }

        /** Half of it arrives, then the connection is cut, which means the same as {@link Faults#cutStreams}. */
        public Fault isCutMidRecord() {
            return plant((record, stream) -> stream.cutWithin(record));
        }
    }
}
