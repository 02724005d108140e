package io.mesosframework.conformance.suite;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cluster that a scenario runs on, in words that both targets understand. Scenarios with equal needs run one after
 * another on the same cluster, each with frameworks and a role of its own; so that this goes well, a scenario either leaves
 * the cluster as it was (agents up, nothing reserved) or asks to be {@link #alone}.
 *
 * @param agents every agent, in order
 * @param domain where the master stands
 * @param masterFlags flags of mesos-master without their hyphens; a value that begins with a brace is put in a file
 * @param agentFlags flags of mesos-agent, for all of them
 * @param credentials principals and secrets of frameworks, which then must authenticate; none: nobody must
 * @param exclusive whether the scenario has the cluster for itself, and it is thrown away afterwards
 */
public record Needs(
        List<Machine> agents,
        int masters,
        Optional<Domain> domain,
        Map<String, String> masterFlags,
        Map<String, String> agentFlags,
        Map<String, String> credentials,
        boolean exclusive) {

    private static final Machine USUAL =
            new Machine("cpus:4;mem:4096;disk:10000;ports:[31000-31999]", "", Optional.empty());

    /** What one agent is. */
    public record Machine(String resources, String attributes, Optional<Domain> domain) {
        Machine numbered(int number) {
            return new Machine(
                    resources.replace("%d", String.valueOf(number)),
                    attributes.replace("%d", String.valueOf(number)),
                    domain);
        }
    }

    /** A fault domain. */
    public record Domain(String region, String zone) {}

    public Needs {
        agents = List.copyOf(agents);
        masterFlags = Map.copyOf(masterFlags);
        agentFlags = Map.copyOf(agentFlags);
        credentials = Map.copyOf(credentials);
    }

    /** One master, one agent, and an allocation every 100 ms. */
    public static Needs oneAgent() {
        return new Needs(
                List.of(USUAL), 1, Optional.empty(), Map.of("allocation_interval", "100ms"), Map.of(), Map.of(), false);
    }

    /** So many agents, all like the first there is. */
    public Needs agents(int count) {
        Machine like = agents.isEmpty() ? USUAL : agents.get(0);
        return machines(IntStream.range(0, count).mapToObj(i -> like).toList());
    }

    /** One more agent, and what it is. */
    public Needs agent(String resources, String attributes) {
        return machines(Stream.concat(agents.stream(), Stream.of(new Machine(resources, attributes, Optional.empty())))
                .toList());
    }

    /** Resources of every agent there is so far; a %d in it is the agent's number. */
    public Needs resources(String text) {
        return machines(agents.stream()
                .map(agent -> new Machine(text, agent.attributes(), agent.domain()))
                .toList());
    }

    /** Attributes of every agent there is so far; a %d in it is the agent's number. */
    public Needs attributes(String text) {
        return machines(agents.stream()
                .map(agent -> new Machine(agent.resources(), text, agent.domain()))
                .toList());
    }

    /** Where the agent of that number, from 1, stands. */
    public Needs agentDomain(int number, String region, String zone) {
        return machines(IntStream.rangeClosed(1, agents.size())
                .mapToObj(i -> i == number
                        ? new Machine(
                                agents.get(i - 1).resources(),
                                agents.get(i - 1).attributes(),
                                Optional.of(new Domain(region, zone)))
                        : agents.get(i - 1))
                .toList());
    }

    private Needs machines(List<Machine> machines) {
        return new Needs(machines, masters, domain, masterFlags, agentFlags, credentials, exclusive);
    }

    public Needs masters(int count) {
        return new Needs(agents, count, domain, masterFlags, agentFlags, credentials, exclusive);
    }

    /** Where the master stands. */
    public Needs domain(String region, String zone) {
        return new Needs(
                agents,
                masters,
                Optional.of(new Domain(region, zone)),
                masterFlags,
                agentFlags,
                credentials,
                exclusive);
    }

    /** A flag of mesos-master: {@code masterFlag("agent_ping_timeout", "1secs")}. */
    public Needs masterFlag(String name, String value) {
        return new Needs(agents, masters, domain, with(masterFlags, name, value), agentFlags, credentials, exclusive);
    }

    /** A flag of mesos-agent, for all agents. */
    public Needs agentFlag(String name, String value) {
        return new Needs(agents, masters, domain, masterFlags, with(agentFlags, name, value), credentials, exclusive);
    }

    public Needs credential(String principal, String secret) {
        return new Needs(
                agents, masters, domain, masterFlags, agentFlags, with(credentials, principal, secret), exclusive);
    }

    /** For scenarios that leave the cluster otherwise than they found it. */
    public Needs alone() {
        return new Needs(agents, masters, domain, masterFlags, agentFlags, credentials, true);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> more = new TreeMap<>(map);
        more.put(key, value);
        return more;
    }
}
