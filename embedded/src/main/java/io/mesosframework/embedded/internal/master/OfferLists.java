package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.OfferID;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which offers may be accepted together, in Mesos' words (PROTOCOL B54). */
final class OfferLists {

    private OfferLists() {}

    static Optional<String> problem(MasterState state, FrameworkRecord framework, List<OfferID> ids) {
        if (ids.isEmpty()) {
            return Optional.of("No offers specified");
        }
        Set<OfferID> seen = new HashSet<>();
        for (OfferID id : ids) {
            if (!seen.add(id)) {
                return Optional.of("Duplicate offer " + id.getValue() + " in offer list");
            }
        }
        List<OfferRecord> known = new ArrayList<>();
        for (OfferID id : ids) {
            OfferRecord offer = state.offers.get(id);
            if (offer == null) {
                return Optional.of("Offer " + id.getValue() + " is no longer valid");
            }
            known.add(offer);
        }
        OfferRecord first = known.get(0);
        for (OfferRecord offer : known) {
            if (!offer.frameworkId().equals(framework.id())) {
                return Optional.of("Offer %s has invalid framework %s while framework %s is expected"
                        .formatted(
                                offer.id().getValue(),
                                offer.frameworkId().getValue(),
                                framework.id().getValue()));
            }
        }
        for (OfferRecord offer : known) {
            if (!offer.role().equals(first.role())) {
                return Optional.of(("Aggregated offers must be allocated to the same role. Offer %s uses role '%s'"
                                + " but another is using role '%s")
                        .formatted(offer.id().getValue(), offer.role(), first.role()));
            }
        }
        for (OfferRecord offer : known) {
            if (!offer.agentId().equals(first.agentId())) {
                return Optional.of(
                        "Aggregated offers must belong to one single agent. Offer %s uses agent %s and agent %s"
                                .formatted(
                                        offer.id().getValue(),
                                        offer.agentId().getValue(),
                                        first.agentId().getValue()));
            }
        }
        return Optional.empty();
    }
}
