package io.mesosframework.client.scheduler.internal;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.OfferConstraints;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a SUBSCRIBE says of the framework: each one replaces what the master knew of it (PROTOCOL B25, B27).
 *
 * @param info the framework; with its id if it has one
 * @param suppressedRoles the roles that want no offers; in order, without duplicates
 * @param offerConstraints null for none
 */
public record Profile(
        FrameworkInfo info,
        Set<String> suppressedRoles,
        @Nullable OfferConstraints offerConstraints) {

    public Profile {
        suppressedRoles = Collections.unmodifiableSet(new LinkedHashSet<>(suppressedRoles));
    }

    /** The id, if the framework has one yet. */
    @Nullable
    FrameworkID id() {
        return info.hasId() && !info.getId().getValue().isEmpty() ? info.getId() : null;
    }

    Profile withId(FrameworkID id) {
        return new Profile(info.toBuilder().setId(id).build(), suppressedRoles, offerConstraints);
    }

    /** After a SUPPRESS of these roles; of all if none is named. */
    public Profile suppressed(Collection<String> roles) {
        Set<String> all = new LinkedHashSet<>(suppressedRoles);
        all.addAll(roles.isEmpty() ? roles() : roles);
        all.retainAll(roles());
        return new Profile(info, all, offerConstraints);
    }

    /** After a REVIVE of these roles; of all if none is named. */
    public Profile revived(Collection<String> roles) {
        Set<String> rest = new LinkedHashSet<>(suppressedRoles);
        rest.removeAll(roles.isEmpty() ? roles() : roles);
        return new Profile(info, rest, offerConstraints);
    }

    /** The call; the id stands in both places or in none (PROTOCOL B3). */
    Call subscribe() {
        FrameworkID id = id();
        Call.Subscribe.Builder subscribe = Call.Subscribe.newBuilder().addAllSuppressedRoles(suppressedRoles);
        subscribe.setFrameworkInfo(id == null ? info.toBuilder().clearId().build() : info);
        if (offerConstraints != null) {
            subscribe.setOfferConstraints(offerConstraints);
        }
        Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE).setSubscribe(subscribe);
        if (id != null) {
            call.setFrameworkId(id);
        }
        return call.build();
    }

    @SuppressWarnings("deprecation") // role is how a framework without MULTI_ROLE names its one role
    private List<String> roles() {
        return info.getRolesCount() > 0 ? info.getRolesList() : List.of(info.getRole());
    }
}
