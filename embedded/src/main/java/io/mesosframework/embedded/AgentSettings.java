package io.mesosframework.embedded;

import io.mesosframework.protocol.DomainInfo;
import java.util.Optional;

/**
 * What one agent is; immutable: each method gives changed settings. A {@code %d} in a text is the agent's number, from 1.
 *
 * @param resources what it has, as for Mesos' own {@code --resources}, JSON included (PROTOCOL D38); where it does not say how
 *     much there is of cpus, mem, disk or ports, that is {@code cpus:1;mem:1024;disk:10240;ports:[31000-32000]} (PROTOCOL D41)
 * @param attributes what marks it, as for Mesos' own {@code --attributes}: scalars, ranges and texts (PROTOCOL D40)
 * @param domain where it stands; an agent that says so is known only to a master that says so too (PROTOCOL D42)
 */
public record AgentSettings(String resources, String attributes, Optional<DomainInfo> domain) {

    static final AgentSettings DEFAULT =
            new AgentSettings("cpus:4;mem:4096;disk:10000;ports:[31000-31999]", "", Optional.empty());

    public AgentSettings resources(String text) {
        return new AgentSettings(text, attributes, domain);
    }

    public AgentSettings attributes(String text) {
        return new AgentSettings(resources, text, domain);
    }

    public AgentSettings domain(String region, String zone) {
        return new AgentSettings(resources, attributes, Optional.of(domainInfo(region, zone)));
    }

    static DomainInfo domainInfo(String region, String zone) {
        DomainInfo.Builder domain = DomainInfo.newBuilder();
        domain.getFaultDomainBuilder().getRegionBuilder().setName(region);
        domain.getFaultDomainBuilder().getZoneBuilder().setName(zone);
        return domain.build();
    }

    AgentSettings numbered(int number) {
        return new AgentSettings(
                resources.replace("%d", String.valueOf(number)),
                attributes.replace("%d", String.valueOf(number)),
                domain);
    }
}
