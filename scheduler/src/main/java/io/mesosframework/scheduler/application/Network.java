package io.mesosframework.scheduler.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network that a container joins.
 *
 * @param name of a CNI network of the agents, or for a Docker container {@code host}, {@code bridge}, {@code none} or a network of
 *     Docker's; the agent's own where empty, and for a Docker container the bridge
 * @param groups what the network's isolation goes by
 * @param labels for the network's own use
 * @param addresses which addresses it is to get; one of the network's choice where empty
 * @param portMappings which of its ports the agent's lead to
 */
public record Network(
        Optional<String> name,
        List<String> groups,
        Map<String, String> labels,
        List<Address> addresses,
        List<PortMapping> portMappings) {

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Network {
        groups = List.copyOf(groups);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        addresses = List.copyOf(addresses);
        portMappings = List.copyOf(portMappings);
        Problems problems = new Problems();
        name.ifPresent(given -> problems.check("name", Rules.filled(given)));
        for (int i = 0; i < groups.size(); i++) {
            problems.check(Paths.index("group", i), Rules.filled(groups.get(i)));
        }
        labels.forEach((key, value) -> Rules.label(problems, "labels", key, value));
        problems.throwIfAny();
    }

    /** Which family of addresses. */
    public enum Protocol {
        IPV4,
        IPV6
    }

    /**
     * An address asked for.
     *
     * @param ip the address itself; any of the family where empty
     */
    public record Address(Optional<String> ip, Protocol protocol) {

        private static final Pattern FOUR = Pattern.compile(
                "((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])");
        private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(\\.[0-9]{1,3}){0,3}");

        /** @throws InvalidApplicationsException if the address is none of the family */
        public Address {
            Problems problems = new Problems();
            ip.ifPresent(text -> problems.check("ip", fault(text, protocol)));
            problems.throwIfAny();
        }

        private static @Nullable String fault(String text, Protocol protocol) {
            boolean good =
                    (protocol == Protocol.IPV4 ? FOUR : SIX).matcher(text).matches();
            String family = protocol == Protocol.IPV4 ? "IPv4" : "IPv6";
            return good ? null : "is no " + family + " address: " + Texts.quoted(text);
        }
    }

    /** How a mapped port is spoken to. */
    public enum Transport {
        TCP,
        UDP
    }

    /**
     * A port of the agent that leads to one of the container.
     *
     * @param hostPort 1 to 65535; of the task's own ports
     * @param containerPort 1 to 65535
     */
    public record PortMapping(int hostPort, int containerPort, Transport protocol) {

        /** @throws InvalidApplicationsException if a port is out of its range */
        public PortMapping {
            Problems problems = new Problems();
            problems.check("host_port", Rules.between(hostPort, 1, Rules.MAX_PORT));
            problems.check("container_port", Rules.between(containerPort, 1, Rules.MAX_PORT));
            problems.throwIfAny();
        }
    }

    /** A network by its name. */
    public static Network named(String name) {
        return new Network(Optional.of(name), List.of(), Map.of(), List.of(), List.of());
    }

    /** The same with ports of the agent that lead to it. */
    public Network withPortMappings(PortMapping... all) {
        return new Network(name, groups, labels, addresses, List.of(all));
    }

    /** Whether Docker gives it no network of its own. */
    boolean isOfAgent() {
        return name.map(given -> given.equals("host") || given.equals("none")).orElse(false);
    }
}
