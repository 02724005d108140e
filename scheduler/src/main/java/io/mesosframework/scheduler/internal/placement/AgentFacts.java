package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.DomainInfo.FaultDomain;
import io.mesosframework.protocol.Offer;
import io.mesosframework.scheduler.application.AgentField;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of an agent besides its resources.
 *
 * @param address where it listens, as {@code host:port}
 * @param region empty where it has no fault domain
 */
public record AgentFacts(
        String id, String hostname, String address, String region, String zone, List<Attribute> attributes) {

    /** As an offer tells. */
    public static AgentFacts of(Offer offer) {
        FaultDomain domain = offer.getDomain().getFaultDomain();
        return new AgentFacts(
                offer.getAgentId().getValue(),
                offer.getHostname(),
                address(offer.getUrl().getAddress()),
                domain.getRegion().getName(),
                domain.getZone().getName(),
                offer.getAttributesList());
    }

    /** An agent that has not offered anything yet, but has a task. */
    static AgentFacts unseen(String id, String hostname) {
        return new AgentFacts(id, hostname, "", "", "", List.of());
    }

    /** Whether the offer says the same of its agent. */
    public boolean isOf(Offer offer) {
        FaultDomain domain = offer.getDomain().getFaultDomain();
        return offer.getHostname().equals(hostname)
                && offer.getAttributesList().equals(attributes)
                && domain.getRegion().getName().equals(region)
                && domain.getZone().getName().equals(zone);
    }

    /** The same agent where it listens now. */
    AgentFacts at(String now) {
        return new AgentFacts(id, hostname, now, region, zone, attributes);
    }

    /** Whether rules that look at a field may tell it from another agent by more than its name. */
    public boolean isMarked() {
        return !attributes.isEmpty() || !region.isEmpty() || !zone.isEmpty();
    }

    /** The attributes of that name; there may be several. */
    List<Attribute> named(String name) {
        List<Attribute> named = new ArrayList<>(1);
        for (Attribute attribute : attributes) {
            if (attribute.getName().equals(name)) {
                named.add(attribute);
            }
        }
        return named;
    }

    /** The values of a field in words. */
    List<String> values(AgentField field) {
        return switch (field.kind()) {
            case HOSTNAME -> List.of(hostname);
            case AGENT -> List.of(id);
            case REGION -> region.isEmpty() ? List.of() : List.of(region);
            case ZONE -> zone.isEmpty() ? List.of() : List.of(zone);
            case ATTRIBUTE -> {
                List<String> values = new ArrayList<>(1);
                named(field.attribute()).forEach(attribute -> addWords(attribute, values));
                yield values;
            }
        };
    }

    private static void addWords(Attribute attribute, List<String> values) {
        switch (attribute.getType()) {
            case TEXT -> values.add(attribute.getText().getValue());
            case SCALAR -> values.add(number(attribute.getScalar().getValue()));
            case SET -> values.addAll(attribute.getSet().getItemList());
            case RANGES ->
                attribute
                        .getRanges()
                        .getRangeList()
                        .forEach(range -> values.add(
                                range.getBegin() == range.getEnd()
                                        ? String.valueOf(range.getBegin())
                                        : range.getBegin() + "-" + range.getEnd()));
        }
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }

    /** Where the agent of the offer listens. */
    static String address(Offer offer) {
        return address(offer.getUrl().getAddress());
    }

    private static String address(Address address) {
        String host = address.getIp().isEmpty() ? address.getHostname() : address.getIp();
        return host + ":" + address.getPort();
    }
}
