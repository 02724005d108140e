package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.embedded.internal.core.Ids;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A master's settings; the defaults are Mesos' own (PROTOCOL F1, F6).
 *
 * @param id the UUID text that framework, agent and offer ids begin with
 * @param offerTimeout after which offers are rescinded; empty for never
 */
public record MasterConfig(
        String id,
        String hostname,
        String ip,
        int port,
        Duration allocationInterval,
        Duration heartbeatInterval,
        Optional<Duration> offerTimeout,
        AllocationRules allocation,
        AgentTimeouts agents,
        Acls acls) {

    static final int MAX_COMPLETED_FRAMEWORKS = 50;
    static final int MAX_COMPLETED_TASKS = 1000;
    static final int MAX_UNREACHABLE_TASKS = 1000;

    /** A random id, 127.0.0.1 and the defaults. */
    public static Builder builder(RandomGenerator random) {
        return new Builder(Ids.uuid(random).toString());
    }

    /** Sets what is not to be as Mesos has it by default. */
    public static final class Builder {

        private String id;
        private String host = "127.0.0.1";
        private int port = 5050;
        private Duration allocationInterval = Duration.ofSeconds(1);
        private Duration heartbeatInterval = Duration.ofSeconds(15);
        private Optional<Duration> offerTimeout = Optional.empty();
        private AllocationRules allocation = AllocationRules.DEFAULT;
        private AgentTimeouts agents = AgentTimeouts.DEFAULT;
        private Acls acls = Acls.NONE;

        private Builder(String id) {
            this.id = id;
        }

        public Builder id(String uuid) {
            id = uuid;
            return this;
        }

        /** Both the address and the name of the host. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        public Builder port(int number) {
            port = number;
            return this;
        }

        public Builder allocationInterval(Duration interval) {
            allocationInterval = interval;
            return this;
        }

        public Builder heartbeatInterval(Duration interval) {
            heartbeatInterval = interval;
            return this;
        }

        public Builder offerTimeout(Optional<Duration> timeout) {
            offerTimeout = timeout;
            return this;
        }

        public Builder allocation(AllocationRules rules) {
            allocation = rules;
            return this;
        }

        public Builder agents(AgentTimeouts timeouts) {
            agents = timeouts;
            return this;
        }

        public Builder acls(Acls who) {
            acls = who;
            return this;
        }

        public MasterConfig build() {
            return new MasterConfig(
                    id,
                    host,
                    host,
                    port,
                    allocationInterval,
                    heartbeatInterval,
                    offerTimeout,
                    allocation,
                    agents,
                    acls);
        }
    }
}
