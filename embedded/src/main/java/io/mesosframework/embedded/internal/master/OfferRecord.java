package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.resources.Resources;
import org.jspecify.annotations.Nullable;

/** An offer that is out: one agent's resources, allocated to one role of one framework. */
record OfferRecord(
        OfferID id,
        FrameworkID frameworkId,
        AgentID agentId,
        String role,
        Resources resources,
        Timers.@Nullable Timer timeout) {}
