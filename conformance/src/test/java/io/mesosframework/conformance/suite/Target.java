package io.mesosframework.conformance.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Mesos that scenarios run on. Masters and agents go by number, from 1. */
interface Target extends AutoCloseable {

    /** All masters, as {@code host:port}. */
    List<String> masters();

    /** All agents, as {@code host:port}. */
    List<String> agents();

    /** The number of the leading master. */
    int leader();

    /** Below it is a folder {@code agent1} for each agent. */
    Path directory();

    /** The agent's process ends without a word; its executors live. */
    void killAgent(int agent);

    /** The agent ends in good order: its tasks are killed, and the master is told. */
    void shutDownAgent(int agent);

    /**
     * Starts the agent again.
     *
     * @param flags what is otherwise than before, and stays so: Mesos' names without hyphens
     */
    void startAgent(int agent, Map<String, String> flags);

    /** The agent, which is down, loses what it knows of itself and what runs on it. */
    void wipeAgent(int agent);

    /** The agent's machine goes down with all that runs on it, and comes up again. */
    void rebootAgent(int agent);

    /** Whether the agent's process runs. */
    boolean isAgentUp(int agent);

    /** The agent is alive, its connections are open, and it is silent. */
    void pauseAgent(int agent);

    void resumeAgent(int agent);

    void killMaster(int master);

    void startMaster(int master);

    /** Starts it standing elsewhere. */
    void startMaster(int master, Needs.Domain domain);

    boolean isMasterUp(int master);

    /** Starts one more agent, of nobody's cluster, with that flag, and ends it: empty if it starts, else its last words. */
    Optional<String> tryAgent(String flag, String value);

    @Override
    void close();
}
