package io.mesosframework.scheduler.placement;

import io.mesosframework.scheduler.application.Application;

/**
 * Ranks the agents that can take a slot: the highest score wins, of equal ones the agent that offered first. Preferences of the
 * application come before it.
 *
 * <p>Called on the framework's loop, for very many agents in a row: it must be fast, must not block, and may depend on nothing but
 * its arguments. One that throws, or says NaN, leaves the slot pending and is reported.
 */
@FunctionalInterface
public interface AgentScore {

    /**
     * Few slots of the application on one agent, and among equals the agent with the most room. Agents that offer gpus come last
     * where the application needs none, so that they are left to those that do. The default.
     */
    AgentScore SPREAD = (agent, application) ->
            -agent.slotsHere() + 1 - 1 / (1.0 + copies(agent, application)) - wastedGpus(agent, application);

    /** As few agents as possible: the agent that is full first. Agents that offer gpus come last where the application needs none. */
    AgentScore BIN_PACK = (agent, application) -> -copies(agent, application) - wastedGpus(agent, application);

    /** Any number that is no NaN. */
    double of(AgentView agent, Application application);

    /** More than anything else can differ by, and little enough to leave that its say among equals. */
    private static double wastedGpus(AgentView agent, Application application) {
        return application.resources().gpus() == 0 && agent.gpus() > 0 ? 1e9 : 0;
    }

    /** How many more slots of the application the agent has room for by its cpus, memory, root disk and gpus. */
    private static double copies(AgentView agent, Application application) {
        double copies = (double) agent.cpusMillis() / application.resources().cpusMillis();
        copies = Math.min(
                copies, (double) agent.memMillis() / application.resources().memMillis());
        long disk = application.resources().rootDiskMillis();
        if (disk > 0) {
            copies = Math.min(copies, (double) agent.diskMillis() / disk);
        }
        int gpus = application.resources().gpus();
        return gpus == 0 ? copies : Math.min(copies, (double) agent.gpus() / gpus);
    }
}
