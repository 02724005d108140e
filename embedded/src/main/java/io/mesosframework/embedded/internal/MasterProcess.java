package io.mesosframework.embedded.internal;

import io.mesosframework.embedded.MasterElection;
import io.mesosframework.embedded.internal.master.Master;
import io.mesosframework.embedded.internal.master.MasterConfig;
import io.mesosframework.embedded.internal.master.MasterInfos;
import java.util.function.Supplier;

/**
 * A master's process that has begun, and may come to lead.
 *
 * @param config by which it is known from its begin to its end
 * @param leads makes the master when it begins to lead
 */
public record MasterProcess(MasterConfig config, Supplier<Master> leads) {

    /** As it announces itself. */
    MasterElection.Candidate candidate() {
        return new MasterElection.Candidate(config.hostname() + ":" + config.port(), MasterInfos.json(config));
    }
}
