package io.mesosframework.conformance.suite;

import java.nio.file.Path;
import java.util.List;

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

    /** Starts the agent again. */
    void startAgent(int agent);

    /** The agent is alive, its connections are open, and it is silent. */
    void pauseAgent(int agent);

    void resumeAgent(int agent);

    void killMaster(int master);

    void startMaster(int master);

    @Override
    void close();
}
