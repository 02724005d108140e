package io.mesosframework.conformance.suite;

import java.util.Map;
import java.util.TreeMap;

/**
 * The cluster that a scenario runs on, in words that both targets understand. Scenarios with equal needs run one after
 * another on the same cluster, each with frameworks and a role of its own; so that this goes well, a scenario either leaves
 * the cluster as it was (agents up, nothing reserved) or asks to be {@link #alone}.
 *
 * @param resources of every agent; a %d in it is the agent's number
 * @param attributes of every agent; a %d in it is the agent's number
 * @param masterFlags flags of mesos-master without their hyphens; a value that begins with a brace is put in a file
 * @param agentFlags flags of mesos-agent
 * @param credentials principals and secrets of frameworks, which then must authenticate; none: nobody must
 * @param exclusive whether the scenario has the cluster for itself, and it is thrown away afterwards
 */
public record Needs(
        int agents,
        int masters,
        String resources,
        String attributes,
        Map<String, String> masterFlags,
        Map<String, String> agentFlags,
        Map<String, String> credentials,
        boolean exclusive) {

    public Needs {
        masterFlags = Map.copyOf(masterFlags);
        agentFlags = Map.copyOf(agentFlags);
        credentials = Map.copyOf(credentials);
    }

    /** One master, one agent, and an allocation every 100 ms. */
    public static Needs oneAgent() {
        return new Needs(
                1,
                1,
                "cpus:4;mem:4096;disk:10000;ports:[31000-31999]",
                "",
                Map.of("allocation_interval", "100ms"),
                Map.of(),
                Map.of(),
                false);
    }

    public Needs agents(int count) {
        return new Needs(count, masters, resources, attributes, masterFlags, agentFlags, credentials, exclusive);
    }

    public Needs masters(int count) {
        return new Needs(agents, count, resources, attributes, masterFlags, agentFlags, credentials, exclusive);
    }

    public Needs resources(String text) {
        return new Needs(agents, masters, text, attributes, masterFlags, agentFlags, credentials, exclusive);
    }

    public Needs attributes(String text) {
        return new Needs(agents, masters, resources, text, masterFlags, agentFlags, credentials, exclusive);
    }

    /** A flag of mesos-master: {@code masterFlag("agent_ping_timeout", "1secs")}. */
    public Needs masterFlag(String name, String value) {
        return new Needs(
                agents,
                masters,
                resources,
                attributes,
                with(masterFlags, name, value),
                agentFlags,
                credentials,
                exclusive);
    }

    /** A flag of mesos-agent. */
    public Needs agentFlag(String name, String value) {
        return new Needs(
                agents,
                masters,
                resources,
                attributes,
                masterFlags,
                with(agentFlags, name, value),
                credentials,
                exclusive);
    }

    public Needs credential(String principal, String secret) {
        return new Needs(
                agents,
                masters,
                resources,
                attributes,
                masterFlags,
                agentFlags,
                with(credentials, principal, secret),
                exclusive);
    }

    /** For scenarios that leave the cluster otherwise than they found it. */
    public Needs alone() {
        return new Needs(agents, masters, resources, attributes, masterFlags, agentFlags, credentials, true);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> more = new TreeMap<>(map);
        more.put(key, value);
        return more;
    }
}
